using System.Text.Json.Nodes;

namespace Eso.Emulator.Kubernetes.Kinds;

/// <summary>Small moves on objects that many kinds' hooks share.</summary>
internal static class ObjectFields
{
    /// <summary>Empties a top-level field, keeping its place when the typed object always prints it.</summary>
    public static void Clear(JsonObject obj, string field)
    {
        if (obj.ContainsKey(field))
        {
            obj[field] = new JsonObject();
        }
    }

    /// <summary>Removes many fields at once: one by one each would cost the length of the whole object.</summary>
    public static void Drop(JsonObject obj, IReadOnlyCollection<string> keys)
    {
        const int few = 16;
        if (keys.Count <= few)
        {
            foreach (var key in keys)
            {
                obj.Remove(key);
            }

            return;
        }

        var gone = keys.ToHashSet(StringComparer.Ordinal);
        Refill(obj, [.. obj.Where(p => !gone.Contains(p.Key))]);
    }

    /// <summary>Makes these the object's fields, which may be its own, in this order.</summary>
    public static void Refill(JsonObject obj, IReadOnlyList<KeyValuePair<string, JsonNode?>> fields)
    {
        obj.Clear();
        foreach (var (key, value) in fields)
        {
            obj.Add(key, value);
        }
    }

    /// <summary>Takes a top-level field from the old object, whatever the new one says.</summary>
    public static void Keep(JsonObject obj, JsonObject old, string field)
    {
        if (old[field] is { } value)
        {
            obj[field] = value.DeepClone();
        }
        else
        {
            obj.Remove(field);
        }
    }

    /// <summary>Takes everything from the old object but the named fields, apiVersion and kind.</summary>
    public static void KeepAllBut(JsonObject obj, JsonObject old, params ReadOnlySpan<string> fields)
    {
        foreach (var (key, _) in obj.ToList())
        {
            if (key is not ("apiVersion" or "kind") && !fields.Contains(key))
            {
                obj.Remove(key);
            }
        }

        foreach (var (key, value) in old)
        {
            if (key is not ("apiVersion" or "kind") && !fields.Contains(key))
            {
                obj[key] = value?.DeepClone();
            }
        }
    }

    public static JsonObject WithVersion(JsonObject obj, string apiVersion, string kind)
    {
        obj["apiVersion"] = apiVersion;
        obj["kind"] = kind;
        return obj;
    }

    /// <summary>Sets a field that is absent or null.</summary>
    public static void Default(JsonObject obj, string field, JsonNode? value)
    {
        if (obj[field] is null)
        {
            obj[field] = value;
        }
    }

    /// <summary>The object at a field, made when absent.</summary>
    public static JsonObject Ensure(JsonObject obj, string field)
    {
        if (obj[field] is not JsonObject found)
        {
            obj[field] = found = [];
        }

        return found;
    }

    /// <summary>The text at a field; empty when absent or no string.</summary>
    public static string Text(JsonObject? obj, string field) =>
        obj?[field] is JsonValue v && v.TryGetValue<string>(out var text) ? text : "";

    /// <summary>The whole number at a field, or the fallback.</summary>
    public static long Number(JsonObject? obj, string field, long fallback = 0) =>
        obj?[field] is JsonValue v && v.GetValueKind() == System.Text.Json.JsonValueKind.Number
            ? v.TryGetValue<long>(out var whole) ? whole
                : v.TryGetValue<int>(out var small) ? small
                : v.TryGetValue<double>(out var real) ? (long)real : fallback
            : fallback;

    public static bool Flag(JsonObject? obj, string field) =>
        obj?[field] is JsonValue v && v.TryGetValue<bool>(out var flag) && flag;

    /// <summary>The objects of a list field, with their places.</summary>
    public static IEnumerable<(int Index, JsonObject Item)> Items(JsonObject? obj, string field)
    {
        if (obj?[field] is not JsonArray list)
        {
            yield break;
        }

        for (var i = 0; i < list.Count; i++)
        {
            if (list[i] is JsonObject item)
            {
                yield return (i, item);
            }
        }
    }

    /// <summary>The texts of a list field.</summary>
    public static IEnumerable<string> Texts(JsonObject? obj, string field) =>
        obj?[field] is JsonArray list
            ? list.Select(n => n is JsonValue v && v.TryGetValue<string>(out var text) ? text : "")
            : [];

    public static JsonObject? Child(JsonObject? obj, string field) => obj?[field] as JsonObject;

    public static string Name(JsonObject obj) => Text(obj["metadata"] as JsonObject, "name");

    public static string Namespace(JsonObject obj) => Text(obj["metadata"] as JsonObject, "namespace");
}
