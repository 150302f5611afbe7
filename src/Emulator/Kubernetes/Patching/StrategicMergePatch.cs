using System.Text.Json;
using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Fields;
using Eso.Emulator.Kubernetes.Kinds;
using Eso.Emulator.Kubernetes.Wire;

namespace Eso.Emulator.Kubernetes.Patching;

/// <summary>
/// Strategic merge as apimachinery's strategicpatch does it, directed by the merge keys and strategies of the type:
/// $patch, $retainKeys, $deleteFromPrimitiveList/F and $setElementOrder/F.
/// </summary>
internal static class StrategicMergePatch
{
    internal const string Directive = "$patch";
    internal const string OrderPrefix = "$setElementOrder";
    private const string RetainKeys = "$retainKeys";
    private const string DeletePrefix = "$deleteFromPrimitiveList";
    private const string OrderFault = "invalid patch format of setElementOrder list";

    /// <summary>The patched object. Neither argument is changed.</summary>
    /// <exception cref="PatchException">400, 422 or 500, as the API server answers.</exception>
    public static JsonObject Apply(JsonObject original, JsonObject patch, TypeInfo type) =>
        MergeMap((JsonObject)original.DeepClone(), (JsonObject)patch.DeepClone(), type);

    /// <summary>Merges a patch that may be consumed into an object that may be changed.</summary>
    internal static JsonObject MergeMap(JsonObject original, JsonObject patch, TypeInfo? type)
    {
        if (patch.TryGetPropertyValue(Directive, out var directive))
        {
            return Directed(directive, patch);
        }

        ApplyRetainKeys(original, patch);
        ApplyElementOrders(original, patch, type);
        var changes = patch.ToList();
        patch.Clear();
        ObjectFields.Drop(original, [.. changes.Where(c => c.Value is null).Select(c => c.Key)]);
        foreach (var (patchKey, change) in changes)
        {
            var isDeletion = patchKey.StartsWith(DeletePrefix, StringComparison.Ordinal);
            var key = isDeletion ? Suffix(patchKey, DeletePrefix, "invalid patch format of primitive list") : patchKey;
            if (change is null)
            {
                original.Remove(key);
                continue;
            }

            var current = original[key];
            if (current is null || Shape(current) != Shape(change))
            {
                if (!isDeletion)
                {
                    Set(original, key, change);
                }

                continue;
            }

            Merge(original, key, current, change, type, isDeletion);
        }

        return original;
    }

    /// <summary>What Go's reflect would tell apart; integers and floats are different types.</summary>
    internal static string Shape(JsonNode? node) => node switch
    {
        null => "",
        JsonObject => "map",
        JsonArray => "slice",
        _ => node.GetValueKind() switch
        {
            JsonValueKind.String => "string",
            JsonValueKind.Number => GoNumbers.IsInteger(node) ? "int64" : "float64",
            _ => "bool",
        },
    };

    /// <summary>The value without anything that carries a $patch directive; false when it carries one itself.</summary>
    internal static bool RemoveDirectives(JsonNode? node)
    {
        switch (node)
        {
            case JsonObject obj:
                if (obj.ContainsKey(Directive))
                {
                    return false;
                }

                ObjectFields.Drop(obj, [.. obj.Where(p => !RemoveDirectives(p.Value)).Select(p => p.Key)]);
                return true;
            case JsonArray list:
                for (var i = list.Count - 1; i >= 0; i--)
                {
                    if (!RemoveDirectives(list[i]))
                    {
                        list.RemoveAt(i);
                    }
                }

                return true;
            default:
                return true;
        }
    }

    internal static PatchException Fault(string message) => new(500, message);

    private static JsonObject Directed(JsonNode? directive, JsonObject patch)
    {
        switch (directive is JsonValue value && value.TryGetValue<string>(out var text) ? text : "")
        {
            case "replace":
                patch.Remove(Directive);
                return patch;
            case "delete":
                return [];
            default:
                throw Fault($"unknown patch type: {GoText.Format(directive)} in map: {GoText.Format(patch)}");
        }
    }

    private static void Merge(JsonObject original, string key, JsonNode current, JsonNode change, TypeInfo? type, bool isDeletion)
    {
        switch (current)
        {
            case JsonObject inner:
                var mapField = Field(type, key);
                if (Strategy(mapField) == "replace")
                {
                    original[key] = change;
                    return;
                }

                var merged = MergeMap(inner, (JsonObject)change, mapField?.Object);
                if (!ReferenceEquals(merged, inner))
                {
                    original[key] = merged;
                }

                break;
            case JsonArray list:
                var field = Field(type, key);
                if (Strategy(field) != "merge" && !isDeletion)
                {
                    original[key] = change;
                    return;
                }

                original.Remove(key);
                original[key] = StrategicList.Merge(list, (JsonArray)change, field, isDeletion);
                break;
            default:
                Set(original, key, change);
                break;
        }
    }

    private static void Set(JsonObject original, string key, JsonNode change)
    {
        DiscardNulls(change);
        if (RemoveDirectives(change))
        {
            original[key] = change;
        }
        else
        {
            original.Remove(key);
        }
    }

    private static void DiscardNulls(JsonNode? node)
    {
        switch (node)
        {
            case JsonObject obj:
                ObjectFields.Drop(obj, [.. obj.Where(p => p.Value is null).Select(p => p.Key)]);
                foreach (var (_, value) in obj)
                {
                    DiscardNulls(value);
                }

                break;
            case JsonArray list:
                foreach (var item in list)
                {
                    DiscardNulls(item);
                }

                break;
        }
    }

    /// <summary>The field's facts; a map has none for its keys, and none are asked for below free-form values.</summary>
    private static FieldInfo? Field(TypeInfo? type, string key)
    {
        if (type is null)
        {
            return null;
        }

        return type.Field(key)
            ?? throw Fault($"unable to find api field in struct {type.ShortName} for the json field {Validation.FieldError.Quote(key)}");
    }

    private static string Strategy(FieldInfo? field) =>
        field?.PatchStrategy?.Split(',').FirstOrDefault(s => s != "retainKeys") ?? "";

    private static string Suffix(string key, string prefix, string fault)
    {
        var slash = key.IndexOf('/');
        return slash >= 0 && key[..slash] == prefix ? key[(slash + 1)..] : throw new PatchException(400, fault);
    }

    private static void ApplyRetainKeys(JsonObject original, JsonObject patch)
    {
        if (!patch.TryGetPropertyValue(RetainKeys, out var directive))
        {
            return;
        }

        const string fault = "invalid patch format of retainKeys";
        patch.Remove(RetainKeys);
        var keep = (directive as JsonArray ?? throw new PatchException(400, fault))
            .Select(k => k is JsonValue v && v.TryGetValue<string>(out var text) ? text : "").ToHashSet(StringComparer.Ordinal);
        foreach (var (key, value) in patch)
        {
            if (value is not null && !key.StartsWith(DeletePrefix, StringComparison.Ordinal)
                && !key.StartsWith(OrderPrefix, StringComparison.Ordinal) && !keep.Contains(key))
            {
                throw new PatchException(400, fault);
            }
        }

        ObjectFields.Drop(original, [.. original.Select(p => p.Key).Where(k => !keep.Contains(k))]);
    }

    private static void ApplyElementOrders(JsonObject original, JsonObject patch, TypeInfo? type)
    {
        foreach (var (key, directive) in patch.Where(p => p.Key.StartsWith(OrderPrefix, StringComparison.Ordinal)).ToList())
        {
            patch.Remove(key);
            var order = directive as JsonArray ?? throw Fault("expected a []interface {}, but received a " + GoType(directive));
            var name = Suffix(key, OrderPrefix, OrderFault);
            var current = AsList(original, name);
            var change = AsList(patch, name);
            var field = Field(type, name);
            StrategicList.CheckOrder(change, order, field?.PatchMergeKey);
            if (current is null && change is null)
            {
                continue;
            }

            patch.Remove(name);
            original.Remove(name);
            original[name] = StrategicList.MergeOrdered(current, change, order, field, Strategy(field) == "merge");
        }
    }

    private static JsonArray? AsList(JsonObject obj, string name) =>
        obj.TryGetPropertyValue(name, out var node)
            ? node as JsonArray ?? throw Fault("expected a []interface {}, but received a " + GoType(node))
            : null;

    /// <summary>The type as %s prints it in a message.</summary>
    internal static string GoType(JsonNode? node) => node is null ? "%!s(<nil>)" : GoText.TypeName(node);
}
