using System.Text.Json.Nodes;
using Eso.Emulator.Scenarios.Language;

namespace Eso.Emulator.Scenarios.Steps;

/// <summary>A step that carries a secret value, as text, as JSON or as bytes.</summary>
internal abstract record SecretValueStep : Step
{
    [About("The value as text.")]
    public string? Value { get; init; }

    [About("The value as JSON, written as YAML.")]
    public JsonNode? Json { get; init; }

    [About("The value as bytes, in base64.")]
    public string? Binary { get; init; }

    /// <summary>Puts SecretString or SecretBinary into a request, when there is a value.</summary>
    protected void AddValue(JsonObject request)
    {
        if (Binary is not null)
        {
            request["SecretBinary"] = Binary;
        }
        else if ((Value ?? Json?.ToJsonString()) is { } text)
        {
            request["SecretString"] = text;
        }
    }

    protected string ValueWords => Binary is not null ? "bytes" : Json is JsonObject o ? $"JSON with {string.Join(", ", o.Select(p => p.Key))}"
        : Json is not null ? "JSON" : Value is not null ? $"{Value.Length} characters" : "no value";

    protected static JsonArray TagList(IReadOnlyDictionary<string, string> tags) =>
        new(tags.Select(t => (JsonNode)new JsonObject { ["Key"] = t.Key, ["Value"] = t.Value }).ToArray());
}
