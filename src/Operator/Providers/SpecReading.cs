using System.Text.Json;
using System.Text.Json.Nodes;

namespace Eso.Operator.Providers.Specs;

/// <summary>Members of a spec whose shape the CRD's schema has already checked; what is missing is empty.</summary>
internal static class SpecReading
{
    public static string Text(this JsonObject of, string name) => of.TextOrNull(name) ?? "";

    public static string? TextOrNull(this JsonObject of, string name) =>
        of[name] is JsonValue value && value.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : null;

    public static bool Flag(this JsonObject of, string name) =>
        of[name] is JsonValue value && value.GetValueKind() == JsonValueKind.True;

    public static long Integer(this JsonObject of, string name) =>
        of[name] is JsonValue value && value.GetValueKind() == JsonValueKind.Number
            && long.TryParse(value.ToJsonString(), out var number) ? number : 0;

    public static IReadOnlyList<string> Texts(this JsonObject of, string name) =>
        [.. (of[name] as JsonArray ?? []).OfType<JsonValue>()
            .Where(static v => v.GetValueKind() == JsonValueKind.String).Select(static v => v.GetValue<string>())];

    public static IReadOnlyDictionary<string, string> Map(this JsonObject of, string name) =>
        of[name] is JsonObject map
            ? map.ToDictionary(static e => e.Key, e => map.Text(e.Key), StringComparer.Ordinal)
            : new Dictionary<string, string>();
}
