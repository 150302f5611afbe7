using System.Text.Json.Nodes;
using Eso.Emulator.Scenarios.Language;

namespace Eso.Emulator.Scenarios.Steps;

/// <summary>A step that carries a secret value: as text, as JSON, as bytes, or generated.</summary>
internal abstract record SecretValueStep : Step
{
    private const string Letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    private const int GenerateMax = 65_536;

    [About("The value as text.")]
    public string? Value { get; init; }

    [About("The value as JSON, written as YAML.")]
    public JsonNode? Json { get; init; }

    [About("The value as bytes, in base64.")]
    public string? Binary { get; init; }

    [About("A fresh value of so many letters and digits, from the run's seed.")]
    public int? Generate { get; init; }

    [About("A variable to keep the value in.")]
    public string? SaveValue { get; init; }

    public override string? Problem(string folder) =>
        new object?[] { Value, Json, Binary, Generate }.Count(v => v is not null) > 1
            ? "give one of value, json, binary and generate"
            : Generate is < 0 or > GenerateMax ? $"generate must be from 1 to {GenerateMax}" : null;

    /// <summary>The value as text; null when there is none or it is bytes.</summary>
    protected string? TextOf(StepContext context)
    {
        var text = Generate is { } length
            ? new string(context.Chance.GetItems<char>(Letters, length))
            : Value ?? Json?.ToJsonString();
        if (text is not null)
        {
            context.Values.Add(text);
            context.Save(SaveValue, text);
        }

        return text;
    }

    /// <summary>Puts SecretString or SecretBinary into a request, when there is a value.</summary>
    protected void AddValue(JsonObject request, StepContext context)
    {
        if (Binary is not null)
        {
            request["SecretBinary"] = Binary;
            context.Values.Add(Binary);
        }
        else if (TextOf(context) is { } text)
        {
            request["SecretString"] = text;
        }
    }

    protected string ValueWords => Binary is not null ? "bytes" : Json is JsonObject o ? $"JSON with {string.Join(", ", o.Select(p => p.Key))}"
        : Json is not null ? "JSON" : Value is not null ? $"{Value.Length} characters"
        : Generate is not null ? $"{Generate} generated characters" : "no value";
}
