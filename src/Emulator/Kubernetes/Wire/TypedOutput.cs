using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Fields;
using ValueType = Eso.Emulator.Kubernetes.Fields.ValueType;

namespace Eso.Emulator.Kubernetes.Wire;

/// <summary>
/// Brings an object into the form in which Go writes it: for built-in kinds fields in Go order, zero values of omitempty
/// fields left out and those of other fields written; custom resources sorted by name.
/// </summary>
internal static class TypedOutput
{
    /// <summary>A new object in canonical form, sharing nothing with the given one.</summary>
    public static JsonObject Canonical(JsonObject obj, TypeInfo type)
    {
        var result = new JsonObject();
        foreach (var field in type.Fields)
        {
            var value = obj.TryGetPropertyValue(field.Name, out var found) ? Canonical(found, field.Value) : null;
            // An empty managedFields is kept: it says that a client clears all tracking.
            if (value is not null && !field.Pointer && IsOmitted(value, field.Shape) && field.Name != "managedFields")
            {
                value = null;
            }

            if (value is not null)
            {
                result.Add(field.Name, value);
            }
            else if (field.AlwaysWritten)
            {
                result.Add(field.Name, field.Pointer ? null : Zero(field.Value));
            }
        }

        return result;
    }

    /// <summary>A new object with all keys sorted, as Go writes maps; for custom resources.</summary>
    public static JsonNode? Sorted(JsonNode? node)
    {
        switch (node)
        {
            case JsonObject obj:
                var result = new JsonObject();
                foreach (var (key, value) in InOrder(obj))
                {
                    result.Add(key, Sorted(value));
                }

                return result;
            case JsonArray list:
                var items = new JsonArray();
                foreach (var item in list)
                {
                    items.Add(Sorted(item));
                }

                return items;
            default:
                return node is null ? null : GoNumbers.Canonical(node);
        }
    }

    /// <summary>A custom resource in the form Go writes it: keys sorted, metadata as ObjectMeta.</summary>
    public static JsonObject CanonicalCustom(JsonObject obj) => (JsonObject)Sorted(obj)!;

    /// <summary>How Go writes the zero value of a type that is not a pointer.</summary>
    public static JsonNode? Zero(ValueType type) => type.Shape switch
    {
        FieldShape.String or FieldShape.Bytes => JsonValue.Create(""),
        FieldShape.Integer or FieldShape.Number or FieldShape.IntOrString => GoNumbers.Node(0L),
        FieldShape.Boolean => JsonValue.Create(false),
        FieldShape.Quantity => JsonValue.Create("0"),
        FieldShape.Duration => JsonValue.Create("0s"),
        FieldShape.Object => Canonical([], type.Object!),
        _ => null,
    };

    private static JsonNode? Canonical(JsonNode? value, ValueType type)
    {
        switch (value)
        {
            case null:
                return null;
            case JsonObject obj when type.Shape == FieldShape.Object:
                return Canonical(obj, type.Object!);
            case JsonObject map when type.Shape == FieldShape.Map:
                var sorted = new JsonObject();
                foreach (var (key, item) in InOrder(map))
                {
                    sorted.Add(key, Canonical(item, type.Item!) ?? Zero(type.Item!));
                }

                return sorted;
            case JsonArray list when type.Shape == FieldShape.List:
                var items = new JsonArray();
                foreach (var item in list)
                {
                    items.Add(Canonical(item, type.Item!) ?? Zero(type.Item!));
                }

                return items;
            case JsonObject schema when type.Raw is RawForm.SchemaOrArray or RawForm.SchemaOrBool or RawForm.SchemaOrStrings:
                return Canonical(schema, TypeTable.Shared.Find("io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.JSONSchemaProps")!);
            default:
                return GoNumbers.Canonical(value);
        }
    }

    private static IEnumerable<KeyValuePair<string, JsonNode?>> InOrder(JsonObject map)
    {
        string? last = null;
        foreach (var (key, _) in map)
        {
            if (last is not null && string.CompareOrdinal(last, key) > 0)
            {
                return map.OrderBy(p => p.Key, StringComparer.Ordinal);
            }

            last = key;
        }

        return map;
    }

    /// <summary>What omitempty leaves out, besides structs: those are decided by the field's AlwaysWritten.</summary>
    private static bool IsOmitted(JsonNode value, FieldShape shape) => shape switch
    {
        FieldShape.String or FieldShape.Bytes => value is JsonValue v && v.TryGetValue<string>(out var text) && text.Length == 0,
        FieldShape.Integer or FieldShape.Number => GoNumbers.Double(value) == 0,
        FieldShape.Boolean => value is JsonValue v && v.TryGetValue<bool>(out var flag) && !flag,
        FieldShape.Map or FieldShape.Object => value is JsonObject { Count: 0 },
        FieldShape.List => value is JsonArray { Count: 0 },
        _ => false,
    };
}
