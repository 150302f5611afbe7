using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Kinds;

namespace Eso.Emulator.Kubernetes.Patching;

/// <summary>RFC 7386 as evanphx/json-patch v4 does it.</summary>
internal static class MergePatch
{
    /// <summary>The patched document. Neither argument is changed.</summary>
    /// <exception cref="PatchException">400 when the patch is neither an object nor an array.</exception>
    public static JsonNode? Apply(JsonNode? doc, JsonNode? patch)
    {
        switch (patch)
        {
            case JsonArray list:
                var copy = list.DeepClone();
                Prune(copy);
                return copy;
            case JsonObject changes when doc is JsonObject original:
                return MergeInto((JsonObject)original.DeepClone(), changes);
            case JsonObject changes:
                var whole = changes.DeepClone();
                Prune(whole);
                return whole;
            default:
                throw new PatchException(400, "Invalid JSON Patch");
        }
    }

    private static JsonObject MergeInto(JsonObject doc, JsonObject patch)
    {
        ObjectFields.Drop(doc, [.. patch.Where(p => p.Value is null).Select(p => p.Key)]);
        foreach (var (key, change) in patch)
        {
            if (change is null)
            {
                continue;
            }

            var current = doc[key];
            if (current is JsonObject inner && change is JsonObject innerPatch)
            {
                MergeInto(inner, innerPatch);
                continue;
            }

            // Nulls inside a value that replaces an object are kept, inside any other new value they are dropped.
            var value = change.DeepClone();
            if (current is not JsonObject)
            {
                Prune(value);
            }

            doc[key] = value;
        }

        return doc;
    }

    private static void Prune(JsonNode? node)
    {
        switch (node)
        {
            case JsonObject obj:
                ObjectFields.Drop(obj, [.. obj.Where(p => p.Value is null).Select(p => p.Key)]);

                foreach (var (_, value) in obj)
                {
                    Prune(value);
                }

                break;
            case JsonArray list:
                foreach (var item in list)
                {
                    Prune(item);
                }

                break;
        }
    }
}
