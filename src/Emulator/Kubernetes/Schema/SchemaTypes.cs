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
    public static bool Same(JsonNode? a, JsonNode? b) =>
        a is JsonValue && b is JsonValue && a.GetValueKind() == JsonValueKind.Number && b.GetValueKind() == JsonValueKind.Number
            ? GoNumbers.Double(a).Equals(GoNumbers.Double(b))
            : SameJson.Equal(a, b);
}
