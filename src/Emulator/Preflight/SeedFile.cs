using System.Text.Json.Nodes;
using Eso.Emulator.Grounds;
using Eso.Emulator.Scenarios.Language;
using YamlDotNet.RepresentationModel;

namespace Eso.Emulator.Preflight;

/// <summary>
/// What an embedded AWS holds: <c>secrets</c> and <c>parameters</c> by name, a text or (as YAML) JSON each, and
/// <c>calls</c> for everything else, roles and policies for instance.
/// </summary>
internal static class SeedFile
{
    private static readonly string[] Keys = ["region", "secrets", "parameters", "calls"];
    private static readonly string[] CallKeys = ["service", "operation", "request", "region"];

    /// <exception cref="ScenarioError">The file is absent or wrong.</exception>
    public static async Task ApplyAsync(string file, IAwsAccess aws, CancellationToken cancel)
    {
        if (!File.Exists(file))
        {
            throw new ScenarioError(new Location(file, 1, 1), "no such file");
        }

        foreach (var node in YamlText.Read(await File.ReadAllTextAsync(file, cancel), file))
        {
            var at = YamlText.At(node, file);
            var seed = YamlText.ToJson(node, file) as JsonObject ?? throw new ScenarioError(at, "a seed file is a mapping with secrets and parameters");
            CheckShape((YamlMappingNode)node, file);
            try
            {
                await FillAsync(seed, aws, cancel);
            }
            catch (AwsRefusedException e)
            {
                throw new ScenarioError(at, e.Message);
            }
        }
    }

    /// <summary>What has another form than it should would be passed over in silence, and be missed by whoever looks for it.</summary>
    private static void CheckShape(YamlMappingNode seed, string file)
    {
        foreach (var (key, value) in seed.Children)
        {
            Known(key, Keys, "a seed file", file);
            var at = YamlText.At(value, file);
            switch (key.ToString())
            {
                case "secrets" or "parameters" when value is not (YamlMappingNode or YamlScalarNode { Value: "" or "~" or "null" }):
                    throw new ScenarioError(at, $"'{key}' must be a mapping of names to values, such as {{ app-db: {{ password: x }} }}");
                case "calls" when value is not YamlSequenceNode:
                    throw new ScenarioError(at, "'calls' must be a list of calls");
                case "calls":
                    foreach (var call in (YamlSequenceNode)value)
                    {
                        CheckCall(call, file);
                    }

                    break;
            }
        }
    }

    private static void CheckCall(YamlNode call, string file)
    {
        var map = call as YamlMappingNode
            ?? throw new ScenarioError(YamlText.At(call, file), "a call is a mapping with service, operation and request");
        foreach (var key in map.Children.Keys)
        {
            Known(key, CallKeys, "a call", file);
        }

        foreach (var needed in (string[])["service", "operation"])
        {
            if (!map.Children.ContainsKey(new YamlScalarNode(needed)))
            {
                throw new ScenarioError(YamlText.At(call, file), $"a call needs '{needed}'");
            }
        }
    }

    private static void Known(YamlNode key, string[] known, string what, string file)
    {
        if (!known.Contains(key.ToString()))
        {
            throw new ScenarioError(YamlText.At(key, file), $"{what} has no '{key}'{Nearest.Hint(key.ToString(), known)}");
        }
    }

    private static async Task FillAsync(JsonObject seed, IAwsAccess aws, CancellationToken cancel)
    {
        var region = seed["region"]?.ToString();
        foreach (var (name, value) in seed["secrets"] as JsonObject ?? [])
        {
            await aws.CallAsync("secretsmanager", "CreateSecret", new JsonObject { ["Name"] = name, ["SecretString"] = Text(value) }, region, cancel);
        }

        foreach (var (name, value) in seed["parameters"] as JsonObject ?? [])
        {
            await aws.CallAsync("ssm", "PutParameter", new JsonObject
            {
                ["Name"] = name,
                ["Value"] = Text(value),
                ["Type"] = "SecureString",
                ["Overwrite"] = true,
            }, region, cancel);
        }

        foreach (var call in (seed["calls"] as JsonArray ?? []).OfType<JsonObject>())
        {
            await aws.CallAsync(call["service"]?.ToString() ?? "", call["operation"]?.ToString() ?? "",
                (call["request"] as JsonObject)?.DeepClone().AsObject() ?? [], call["region"]?.ToString() ?? region, cancel);
        }
    }

    private static string Text(JsonNode? value) => value is JsonValue plain && plain.TryGetValue<string>(out var text)
        ? text
        : value?.ToJsonString() ?? "";
}
