using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using FluentAssertions;
using Xunit;

namespace Eso.Unit.Emulator.Kubernetes.Schema;

/// <summary>What a real apiextensions-apiserver said of CRDs and rules made at random (Data/crd), word for word.</summary>
public sealed partial class RecordedRefusalsTests
{
    private const string Crds = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions?dryRun=All";

    [Fact]
    public async Task Crds_are_refused_for_the_same_causes()
    {
        await using var cluster = await TestCluster.StartAsync();
        var differing = new List<string>();
        foreach (var line in Lines("crd-refusals.jsonl"))
        {
            var found = await Causes(cluster, line["crd"]!, c => $"{c["field"]}: {c["message"]}");
            Compare(differing, line["crd"]!["metadata"]!["name"]!.ToString(), line["causes"]!, found);
        }

        differing.Should().BeEmpty();
    }

    [Fact]
    public async Task Rules_cost_the_same_and_have_the_same_faults()
    {
        await using var cluster = await TestCluster.StartAsync();
        var lines = Lines("cel-rules.jsonl");
        var differing = new List<string>();
        foreach (var line in lines.Skip(1))
        {
            var schema = lines[0]["schema"]!.DeepClone();
            schema["x-kubernetes-validations"] = new JsonArray(line["rule"]!.DeepClone());
            var found = await Causes(cluster, Around(schema), c => Place().Replace($"{c["field"]}: ", "") is var at
                ? at.Replace("spec.validation.openAPIV3Schema", "schema", StringComparison.Ordinal)
                    + Dump().Replace(c["message"]!.ToString(), "")
                : "");
            Compare(differing, line["rule"]!.ToJsonString(), line["causes"]!, found);
        }

        differing.Should().BeEmpty();
    }

    private static void Compare(List<string> differing, string what, JsonNode wanted, IEnumerable<string> found)
    {
        var expected = wanted.AsArray().Select(c => c!.ToString()).Order(StringComparer.Ordinal);
        var actual = found.Order(StringComparer.Ordinal).ToList();
        if (!actual.SequenceEqual(expected, StringComparer.Ordinal))
        {
            differing.Add($"{what}: expected {string.Join(" | ", expected)}; found {string.Join(" | ", actual)}");
        }
    }

    private static async Task<IEnumerable<string>> Causes(TestCluster cluster, JsonNode crd, Func<JsonNode, string> show)
    {
        var (_, answer) = await cluster.SendAsync("POST", Crds, crd.ToJsonString());
        return (answer["details"]?["causes"] as JsonArray ?? []).Select(c => show(c!));
    }

    private static List<JsonNode> Lines(string file) =>
        File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Data", "crd", file)).Select(l => JsonNode.Parse(l)!).ToList();

    private static JsonObject Around(JsonNode schema) => new()
    {
        ["apiVersion"] = "apiextensions.k8s.io/v1",
        ["kind"] = "CustomResourceDefinition",
        ["metadata"] = new JsonObject { ["name"] = "gs.gold.example.com" },
        ["spec"] = new JsonObject
        {
            ["group"] = "gold.example.com",
            ["scope"] = "Cluster",
            ["names"] = new JsonObject { ["plural"] = "gs", ["kind"] = "G" },
            ["versions"] = new JsonArray(new JsonObject
            {
                ["name"] = "v1",
                ["served"] = true,
                ["storage"] = true,
                ["schema"] = new JsonObject
                {
                    ["openAPIV3Schema"] = new JsonObject
                    {
                        ["type"] = "object",
                        ["properties"] = new JsonObject { ["spec"] = schema },
                    },
                },
            }),
        },
    };

    [GeneratedRegex(@"spec\.validation\.openAPIV3Schema\.properties\[spec\]\.x-kubernetes-validations\[0\]\.")]
    private static partial Regex Place();

    [GeneratedRegex("""Invalid value: \{"Rule.*?\}: """)]
    private static partial Regex Dump();
}
