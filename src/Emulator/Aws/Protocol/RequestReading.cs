using System.Text.Json;
using System.Text.Json.Nodes;

namespace Eso.Emulator.Aws.Protocol;

/// <summary>
/// Reads members of a request that has passed the model's constraints: a member is there with its modelled type,
/// or it is absent (null counts as absent).
/// </summary>
internal static class RequestReading
{
    /// <summary>A text member, or null when absent.</summary>
    public static string? Text(this JsonObject request, string member) =>
        request.TryGetPropertyValue(member, out var node) && node is JsonValue value
            && value.GetValueKind() == JsonValueKind.String
            ? value.GetValue<string>()
            : null;

    /// <summary>A text member that the model requires.</summary>
    public static string Required(this JsonObject request, string member) => request.Text(member) ?? "";

    /// <summary>A boolean member, or null when absent.</summary>
    public static bool? Flag(this JsonObject request, string member) =>
        request.TryGetPropertyValue(member, out var node) && node is JsonValue value
            ? value.GetValueKind() switch
            {
                JsonValueKind.True => true,
                JsonValueKind.False => false,
                _ => null,
            }
            : null;

    /// <summary>A whole-number member, or null when absent.</summary>
    public static long? Number(this JsonObject request, string member) =>
        request.TryGetPropertyValue(member, out var node) && node is JsonValue value
            && value.GetValueKind() == JsonValueKind.Number
            ? ToLong(value)
            : null;

    /// <summary>A list of texts; empty when absent.</summary>
    public static IReadOnlyList<string> Texts(this JsonObject request, string member) =>
        request.TryGetPropertyValue(member, out var node) && node is JsonArray list
            ? list.OfType<JsonValue>().Where(v => v.GetValueKind() == JsonValueKind.String)
                .Select(v => v.GetValue<string>()).ToList()
            : [];

    /// <summary>A list of structures; empty when absent.</summary>
    public static IReadOnlyList<JsonObject> Objects(this JsonObject request, string member) =>
        request.TryGetPropertyValue(member, out var node) && node is JsonArray list
            ? list.OfType<JsonObject>().ToList()
            : [];

    /// <summary>A structure or map member, or null when absent.</summary>
    public static JsonObject? Object(this JsonObject request, string member) =>
        request.TryGetPropertyValue(member, out var node) ? node as JsonObject : null;

    /// <summary>Key and value of each element of a tag list.</summary>
    public static IReadOnlyList<KeyValuePair<string, string>> Tags(this JsonObject request, string member = "Tags") =>
        request.Objects(member).Select(t => KeyValuePair.Create(t.Required("Key"), t.Required("Value"))).ToList();

    /// <summary>Whether the member was sent with a value.</summary>
    public static bool Has(this JsonObject request, string member) =>
        request.TryGetPropertyValue(member, out var node) && node is not null;

    /// <summary>A time as the JSON protocols write it: epoch seconds, at most three decimals.</summary>
    public static JsonValue Epoch(this DateTimeOffset time) =>
        JsonValue.Create(time.ToUnixTimeMilliseconds() / 1000.0);

    /// <summary>A time in whole epoch seconds.</summary>
    public static JsonValue EpochSeconds(this DateTimeOffset time) => JsonValue.Create(time.ToUnixTimeSeconds());

    /// <summary>A list of texts as a JSON array.</summary>
    public static JsonArray ToJsonArray(this IEnumerable<string> texts) =>
        new(texts.Select(t => (JsonNode?)JsonValue.Create(t)).ToArray());

    /// <summary>Adds a member unless its value is null.</summary>
    public static void AddUnlessNull(this JsonObject answer, string member, JsonNode? value)
    {
        if (value is not null)
        {
            answer[member] = value;
        }
    }

    private static long? ToLong(JsonValue value)
    {
        if (value.TryGetValue<long>(out var whole))
        {
            return whole;
        }

        if (value.TryGetValue<int>(out var small))
        {
            return small;
        }

        return value.TryGetValue<double>(out var real) && real is >= long.MinValue and < 9.2e18 ? (long)real : null;
    }
}
