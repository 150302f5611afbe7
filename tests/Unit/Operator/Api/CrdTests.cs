using System.Text.Json.Nodes;
using Eso.Operator.Api;
using FluentAssertions;
using Xunit;

namespace Eso.Unit.Operator.Api;

public sealed class CrdTests
{
    private static readonly string Data = Path.Combine(AppContext.BaseDirectory, "Data", "eso-crds");

    public static TheoryData<string> Reference() =>
        [.. Directory.GetFiles(Data, "*.json").Select(f => Path.GetFileNameWithoutExtension(f)!).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Reference))]
    public void Every_field_enum_default_rule_and_column_of_eso_is_there(string file)
    {
        var want = (JsonObject)JsonNode.Parse(File.ReadAllText(Path.Combine(Data, file + ".json")))!;
        foreach (var version in (JsonArray)want["spec"]!["versions"]!)
        {
            // Ours serves v1beta1, ESO's ships it unserved unless asked.
            version!["served"] = true;
        }

        var name = want["metadata"]!["name"]!.ToString();
        var have = OperatorCrds.All().Single(c => c["metadata"]!["name"]!.ToString() == name);
        var differences = new List<string>();
        Compare("", want, WithoutDescriptions(have), differences);
        differences.Should().BeEmpty();
    }

    [Fact]
    public void Names_are_sorted_and_unique()
    {
        var names = OperatorCrds.All().Select(c => c["metadata"]!["name"]!.ToString()).ToList();
        names.Should().OnlyHaveUniqueItems().And.BeInAscendingOrder(StringComparer.Ordinal);
        names.Should().HaveCount(25);
    }

    [Fact]
    public void The_files_under_deploy_are_what_the_types_say()
    {
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(root.FullName, "eso.sln")))
        {
            root = root.Parent!;
        }

        foreach (var crd in OperatorCrds.All())
        {
            var file = Path.Combine(root.FullName, "deploy", "crds", crd["metadata"]!["name"]! + ".yaml");
            File.ReadAllText(file).Should().Be(
                Eso.Operator.Hosting.YamlText.Write(crd), "{0} is written by `eso-operator crds --output deploy/crds`", file);
        }
    }

    private static JsonObject WithoutDescriptions(JsonObject crd)
    {
        foreach (var version in (JsonArray)crd["spec"]!["versions"]!)
        {
            var root = (JsonObject)version!["schema"]!["openAPIV3Schema"]!;
            root.Remove("description");
            ((JsonObject)root["properties"]!["apiVersion"]!).Remove("description");
            ((JsonObject)root["properties"]!["kind"]!).Remove("description");
        }

        return crd;
    }

    private static void Compare(string path, JsonNode? want, JsonNode? have, List<string> differences)
    {
        switch (want, have)
        {
            case (JsonObject w, JsonObject h):
                foreach (var key in w.Select(m => m.Key).Union(h.Select(m => m.Key)))
                {
                    Compare($"{path}.{key}", w[key], h[key], differences);
                }

                break;
            case (JsonArray w, JsonArray h) when w.Count == h.Count:
                for (var i = 0; i < w.Count; i++)
                {
                    Compare($"{path}[{i}]", w[i], h[i], differences);
                }

                break;
            default:
                if (!JsonNode.DeepEquals(want, have))
                {
                    differences.Add($"{path}: want {want?.ToJsonString() ?? "nothing"}, have {have?.ToJsonString() ?? "nothing"}");
                }

                break;
        }
    }
}
