using System.Text.Json.Nodes;
using Eso.Emulator.Scenarios;
using Eso.Emulator.Scenarios.Kustomize;
using Eso.Emulator.Scenarios.Language;
using FluentAssertions;
using Xunit;

namespace Eso.Unit.Emulator.Scenarios.Kustomize;

public sealed class KustomizationTests : IDisposable
{
    private static readonly string Data = Path.Combine(AppContext.BaseDirectory, "Data", "kustomize");
    private readonly string folder = Directory.CreateTempSubdirectory("eso-kustomize-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [InlineData("base")]
    [InlineData("over")]
    [InlineData("two")]
    public void A_directory_becomes_what_kubectl_makes_of_it(string name)
    {
        var want = Manifests.Load(Path.Combine(Data, $"{name}.want.yaml"));

        var found = Kustomization.Build(Path.Combine(Data, name));

        found.Select(Manifests.Describe).Should().Equal(want.Select(Manifests.Describe));
        foreach (var (mine, theirs) in found.Zip(want))
        {
            Sorted(mine).Should().Be(Sorted(theirs));
        }
    }

    [Theory]
    [InlineData("helmCharts: []", "the kustomize field 'helmCharts' is not known here")]
    [InlineData("resource: [x.yaml]", "did you mean 'resources'?")]
    [InlineData("resources: [nowhere.yaml]", "there is no resource")]
    [InlineData("resources: [.]", "name each other without end")]
    [InlineData("configMapGenerator: [{ name: a, files: [nowhere] }]", "there is no file nowhere")]
    [InlineData("configMapGenerator: [{ name: a, literals: [x] }]", "KEY=VALUE, found 'x'")]
    [InlineData("configMapGenerator: [{ name: a, behavior: merge }]", "there is no ConfigMap a to be changed")]
    [InlineData("replicas: [{ name: web, count: 2 }]", "named 'web' to have replicas")]
    [InlineData("patches: [{ patch: '{ kind: Secret, metadata: { name: s } }' }]", "no resource matches the patch for Secret s")]
    public void A_wrong_one_is_told_with_its_file(string text, string message)
    {
        File.WriteAllText(Path.Combine(folder, "kustomization.yaml"), text);

        FluentActions.Invoking(() => Kustomization.Build(folder)).Should().Throw<ScenarioError>()
            .Which.Message.Should().Contain(message).And.Contain("kustomization.yaml:");
    }

    private static string Sorted(JsonNode? node) => node switch
    {
        JsonObject map => "{" + string.Join(",", map.OrderBy(p => p.Key, StringComparer.Ordinal).Select(p => $"{p.Key}:{Sorted(p.Value)}")) + "}",
        JsonArray list => "[" + string.Join(",", list.Select(Sorted)) + "]",
        _ => node?.ToJsonString() ?? "null",
    };
}
