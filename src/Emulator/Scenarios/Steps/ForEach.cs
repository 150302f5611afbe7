using System.Text.Json.Nodes;
using Eso.Emulator.Scenarios.Language;

namespace Eso.Emulator.Scenarios.Steps;

[About("Runs steps once for each item of a list.")]
internal sealed record ForEach : LoopStep
{
    [About("The variable that holds the item; an item's own keys are ${item.key}.")]
    public required string Item { get; init; }

    [About("The items: texts, or mappings of texts.")]
    public required JsonNode In { get; init; }

    public override string Describe() => $"{Item} of {(In as JsonArray)?.Count ?? 0}";

    public override string? Problem(string folder) => In is not JsonArray { Count: > 0 } items ? "forEach.in must be a list that is not empty"
        : items.Any(i => i is null or JsonArray) ? "forEach.in must hold texts, or mappings of texts"
        : null;

    public override IEnumerable<IReadOnlyDictionary<string, string>> Rounds() => ((JsonArray)In).Select(item => item is JsonObject map
        ? map.ToDictionary(p => $"{Item}.{p.Key}", p => Text(p.Value))
        : new Dictionary<string, string> { [Item] = Text(item) });

    private static string Text(JsonNode? value) => value is JsonValue v && v.TryGetValue<bool>(out var truth)
        ? truth ? "true" : "false"
        : value?.ToString() ?? "";
}
