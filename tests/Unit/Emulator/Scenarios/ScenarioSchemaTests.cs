using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using Eso.Emulator.Faults;
using Eso.Emulator.Scenarios;
using Eso.Emulator.Scenarios.Language;
using FluentAssertions;
using Xunit;

namespace Eso.Unit.Emulator.Scenarios;

/// <summary>The published schema takes every scenario of the repository, and refuses what the loader refuses.</summary>
public sealed class ScenarioSchemaTests
{
    private static readonly string[] Forms = ["anyOf", "properties"];
    private readonly SchemaCheck schema = new((JsonObject)JsonNode.Parse(File.ReadAllText(Beside("../../../../docs/scenario.schema.json")))!);

    public static TheoryData<string> Steps() => new(StepRoster.Steps.Keys.Order(StringComparer.Ordinal));

    public static TheoryData<string> Faults() => new(FaultBoard.Kinds.Keys.Order(StringComparer.Ordinal));

    [Fact]
    public void Takes_every_scenario_and_part_of_the_repository()
    {
        var files = Directory.EnumerateFiles(Beside("../../../../scenarios"), "*.yaml", SearchOption.AllDirectories)
            .Where(IsScenarioOrPart).ToList();

        files.Should().HaveCountGreaterThan(60);
        files.SelectMany(f => YamlText.Read(File.ReadAllText(f), f).SelectMany(d => schema.Problems(YamlText.ToJson(d, f)).Select(p => $"{Path.GetFileName(f)}{p}")))
            .Should().BeEmpty();
    }

    [Theory]
    [MemberData(nameof(Steps))]
    public void Refuses_a_misspelt_key_of_a_step_and_each_required_one_left_out(string step)
    {
        var type = StepRoster.Steps[step];
        var whole = Sample(step);
        schema.Problems(Scenario(step, whole)).Should().BeEmpty();
        foreach (var property in Binder.Shape(type))
        {
            var misspelt = (JsonObject)whole.DeepClone();
            misspelt[property.Name + "x"] = "a";
            schema.Problems(Scenario(step, misspelt)).Should().NotBeEmpty("{0} has no {1}x", step, property.Name);
            if (property.Required)
            {
                var lacking = (JsonObject)whole.DeepClone();
                lacking.Remove(property.Name);
                schema.Problems(Scenario(step, lacking)).Should().NotBeEmpty("{0} needs {1}", step, property.Name);
            }
        }

        schema.Problems(Scenario(step + "x", whole)).Should().NotBeEmpty("there is no step {0}x", step);
    }

    [Theory]
    [MemberData(nameof(Faults))]
    public void Refuses_a_misspelt_key_of_a_fault_and_of_its_target(string fault)
    {
        var keys = FaultReference.Example(FaultBoard.Kinds[fault]);
        schema.Problems(Injecting(fault, keys)).Should().BeEmpty();
        foreach (var property in Binder.Shape(FaultBoard.Kinds[fault]))
        {
            var misspelt = (JsonObject)keys.DeepClone();
            misspelt[property.Name + "x"] = "1s";
            schema.Problems(Injecting(fault, misspelt)).Should().NotBeEmpty("{0} has no {1}x", fault, property.Name);
        }

        var target = (JsonObject)keys.DeepClone();
        target["on"] = new JsonObject { ["operatoin"] = "*" };
        schema.Problems(Injecting(fault, target)).Should().NotBeEmpty();
    }

    [Theory]
    [InlineData("""{"scenario":"x","stepz":["settle"]}""")]
    [InlineData("""{"scenario":"x","steps":[]}""")]
    [InlineData("""{"scenario":"x","need":["clok"],"steps":["settle"]}""")]
    [InlineData("""{"scenario":"x","world":{"iamm":"Enforce"},"steps":["settle"]}""")]
    [InlineData("""{"scenario":"x","checksOff":["none"],"steps":["settle"]}""")]
    [InlineData("""{"scenario":"x","steps":["setle"]}""")]
    [InlineData("""{"scenario":"x","steps":[{"settle":null,"withn":"1s"}]}""")]
    [InlineData("""{"scenario":"x","steps":[{"repeat":{"times":2}}]}""")]
    [InlineData("""{"scenario":"x","steps":[{"forEach":{"item":"a","in":["b"],"steps":[]}}]}""")]
    [InlineData("""{"parameters":{},"stepz":["settle"]}""")]
    public void Refuses_what_the_loader_refuses(string document) => schema.Problems(JsonNode.Parse(document)).Should().NotBeEmpty();

    private static JsonObject Scenario(string step, JsonNode keys) =>
        new() { ["scenario"] = "x", ["steps"] = new JsonArray(new JsonObject { [step] = keys.DeepClone() }) };

    private static JsonObject Injecting(string fault, JsonObject keys) =>
        Scenario("inject", new JsonObject { ["fault"] = fault, ["with"] = keys.DeepClone() });

    /// <summary>A step with its required keys, each of the simplest value that its schema takes.</summary>
    private JsonObject Sample(string step)
    {
        var properties = (JsonObject)schema.Definition("step")["anyOf"]![1]!["properties"]!;
        return (JsonObject)Simplest((JsonObject)properties[step]!)!;
    }

    private JsonNode? Simplest(JsonObject rule)
    {
        var word = Forms.FirstOrDefault(rule.ContainsKey);
        var type = rule["type"] is JsonArray several ? several[0]!.ToString() : rule["type"]?.ToString();
        return rule["enum"] is JsonArray words ? words[0]!.DeepClone()
            : rule["$ref"] is not null ? "settle"
            : word == "anyOf" && type is null ? Simplest((JsonObject)rule["anyOf"]![0]!)
            : type switch
            {
                "object" => new JsonObject((rule["required"] as JsonArray ?? [])
                    .Select(k => KeyValuePair.Create(k!.ToString(), Simplest((JsonObject)rule["properties"]![k.ToString()]!)))),
                "array" => new JsonArray(Simplest(rule["items"] as JsonObject ?? [])),
                "integer" => 1,
                "boolean" => true,
                _ => "a",
            };
    }

    private static bool IsScenarioOrPart(string file)
    {
        var text = File.ReadAllText(file);
        return text.Contains("\nsteps:", StringComparison.Ordinal);
    }

    private static string Beside(string path, [CallerFilePath] string here = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, path));
}
