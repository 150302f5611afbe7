using System.Text.Json;
using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Fields;
using Eso.Emulator.Kubernetes.Wire;
using ValueType = Eso.Emulator.Kubernetes.Fields.ValueType;

namespace Eso.Emulator.Kubernetes.Patching;

/// <summary>
/// A strategic patch's result does not go through JSON on the real server: apimachinery restores the typed object from
/// the merged maps, and its faults read differently from encoding/json's. They are found here, before the usual decoding.
/// </summary>
internal static class RestoreCheck
{
    /// <summary>The first fault in Go's field order, or null.</summary>
    public static string? Fault(JsonObject merged, TypeInfo type)
    {
        foreach (var field in type.Fields)
        {
            if (merged[field.Name] is { } value && Fault(value, field.Value) is { } fault)
            {
                return fault;
            }
        }

        return null;
    }

    private static string? Fault(JsonNode value, ValueType type) => type.Shape switch
    {
        FieldShape.Object => value is JsonObject nested ? Fault(nested, type.Object!) : $"cannot restore struct from: {StrategicMergePatch.Shape(value)}",
        FieldShape.Map => value is JsonObject map ? First(map.Select(p => p.Value), type) : $"cannot restore map from {StrategicMergePatch.Shape(value)}",
        FieldShape.List => value is JsonArray list ? First(list, type) : $"cannot restore slice from {StrategicMergePatch.Shape(value)}",
        FieldShape.Bytes => Bytes(value),
        FieldShape.String when value.GetValueKind() != JsonValueKind.String => Mismatch(value, type.GoType, "string", GoNumbers.IsInteger(value)),
        FieldShape.Boolean when value.GetValueKind() is not (JsonValueKind.True or JsonValueKind.False) =>
            Mismatch(value, type.GoType, "bool", false),
        FieldShape.Integer when !IsWhole(value) => Mismatch(value, type.GoType, type.GoType, value.GetValueKind() == JsonValueKind.Number),
        FieldShape.Number when value.GetValueKind() != JsonValueKind.Number => Mismatch(value, type.GoType, type.GoType, false),

        // Times, quantities and the like read JSON themselves, and say what encoding/json says.
        _ => null,
    };

    private static string? First(IEnumerable<JsonNode?> values, ValueType type) =>
        values.Select(v => v is null ? null : Fault(v, type.Item!)).FirstOrDefault(f => f is not null);

    private static string? Bytes(JsonNode value)
    {
        if (value.GetValueKind() != JsonValueKind.String)
        {
            return value is JsonArray ? null : $"cannot restore slice from {StrategicMergePatch.Shape(value)}";
        }

        return GoBase64.Decode(value.GetValue<string>(), out var bad) is null
            ? "error decoding from json: " + GoBase64.ErrorText(bad)
            : null;
    }

    /// <summary>A float without fraction is taken for an integer.</summary>
    private static bool IsWhole(JsonNode value) => GoNumbers.IsInteger(value)
        || (value.GetValueKind() == JsonValueKind.Number && GoNumbers.Double(value) is var real && real == Math.Truncate(real));

    /// <summary>Go can convert numbers among each other, and integers to strings; it says so before it gives up.</summary>
    private static string Mismatch(JsonNode value, string goType, string basic, bool convertible) =>
        convertible ? $"cannot convert {StrategicMergePatch.Shape(value)} to {goType}" : $"unrecognized type: {basic}";
}
