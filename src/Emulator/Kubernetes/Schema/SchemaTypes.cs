using System.Text.Json;
using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Patching;
using Eso.Emulator.Kubernetes.Wire;

namespace Eso.Emulator.Kubernetes.Schema;

/// <summary>JSON values by their OpenAPI type names.</summary>
internal static class SchemaTypes
{
    public static string Of(JsonNode? value) => value switch
    {
        null => "null",
        JsonObject => "object",
        JsonArray => "array",
        _ => value.GetValueKind() switch
        {
            JsonValueKind.String => "string",
            JsonValueKind.Number => GoNumbers.IsInteger(value) ? "integer" : "number",
            _ => "boolean",
        },
    };

    /// <summary>A float without a fraction counts as an integer.</summary>
    public static bool IsWhole(JsonNode value) => GoNumbers.Double(value) is var d && Math.Floor(d) == d && Math.Abs(d) < 9007199254740992;

    /// <summary>Equality for enum: numbers by value.</summary>
    /// <summary>
    /// Whether a value is one of an enum's: Go converts it to the type of the enum's value first, which cuts fractions off
    /// and makes a character of a number.
    /// </summary>
    public static bool Converts(JsonNode? value, JsonNode listed)
    {
        if (value is not JsonValue || value.GetValueKind() != JsonValueKind.Number || listed is not JsonValue text)
        {
            return Same(value, listed);
        }

        var whole = (long)Math.Clamp(Math.Truncate(GoNumbers.Double(value)), long.MinValue, long.MaxValue);
        return listed.GetValueKind() switch
        {
            JsonValueKind.Number when Of(listed) == "integer" && Of(value) == "number" =>
                GoNumbers.TryInt64(listed, out var integer) && integer == whole,
            JsonValueKind.String when Of(value) == "integer" =>
                System.Text.Rune.IsValid((int)Math.Clamp(whole, -1, int.MaxValue))
                && new System.Text.Rune((int)whole).ToString() == text.GetValue<string>(),
            _ => Same(value, listed),
        };
    }

    public static bool Same(JsonNode? a, JsonNode? b) =>
        a is JsonValue && b is JsonValue && a.GetValueKind() == JsonValueKind.Number && b.GetValueKind() == JsonValueKind.Number
            ? GoNumbers.Double(a).Equals(GoNumbers.Double(b))
            : SameJson.Equal(a, b);
}
