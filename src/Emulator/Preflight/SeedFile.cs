using System.Text.Json.Nodes;
using Eso.Emulator.Grounds;
using Eso.Emulator.Scenarios.Language;

namespace Eso.Emulator.Preflight;

/// <summary>
/// What an embedded AWS holds: <c>secrets</c> and <c>parameters</c> by name, a text or (as YAML) JSON each, and
/// <c>calls</c> for everything else, roles and policies for instance.
/// </summary>
internal static class SeedFile
{
    private static readonly string[] Keys = ["region", "secrets", "parameters", "calls"];

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
            if (seed.Select(p => p.Key).FirstOrDefault(k => !Keys.Contains(k)) is { } unknown)
            {
                throw new ScenarioError(at, $"a seed file has no '{unknown}'{Nearest.Hint(unknown, Keys)}");
            }

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
