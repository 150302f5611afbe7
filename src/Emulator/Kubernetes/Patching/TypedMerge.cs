using System.Text.Json.Nodes;

namespace Eso.Emulator.Kubernetes.Patching;

/// <summary>Merges an applied configuration into an object, the order of lists as structured-merge-diff weaves it.</summary>
internal static class TypedMerge
{
    /// <summary>A new tree; the arguments are not changed.</summary>
    public static JsonNode? Merge(JsonNode? live, JsonNode? applied, MergeType type)
    {
        switch (live, applied)
        {
            case (JsonObject left, JsonObject right) when type.IsMap && !type.Atomic && (left.Count > 0 || right.Count > 0):
                return Map(left, right, type);
            case (JsonArray left, JsonArray right) when type.IsList && type.Associative && (left.Count > 0 || right.Count > 0):
                return List(left, right, type);
            case (JsonObject { Count: > 0 }, null) when type.IsMap && !type.Atomic:
            case (JsonArray { Count: > 0 }, null) when type.IsList && type.Associative:
                // A null has no items of its own to merge, and takes none away.
                return live.DeepClone();
            default:
                return applied?.DeepClone();
        }
    }

    private static JsonObject Map(JsonObject left, JsonObject right, MergeType type)
    {
        var result = new JsonObject();
        foreach (var (key, value) in left)
        {
            result[key] = right.TryGetPropertyValue(key, out var applied)
                ? Merge(value, applied, type.Child(key) ?? MergeType.Deduced)
                : value?.DeepClone();
        }

        foreach (var (key, value) in right)
        {
            if (!left.ContainsKey(key))
            {
                result[key] = value?.DeepClone();
            }
        }

        return result;
    }

    private static JsonArray List(JsonArray left, JsonArray right, MergeType type)
    {
        var leftKeys = left.Select(i => TypedWalk.ItemElement(type, i, out _) ?? "").ToList();
        var rightKeys = right.Select(i => TypedWalk.ItemElement(type, i, out _) ?? "").ToList();
        var leftItems = Items(left, leftKeys);
        var rightItems = Items(right, rightKeys);
        var shared = new Queue<string>(rightKeys.Where(leftItems.ContainsKey));
        var next = shared.Count > 0 ? shared.Dequeue() : null;
        var merged = new HashSet<string>(StringComparer.Ordinal);
        var result = new JsonArray();
        for (int l = 0, r = 0; l < left.Count || r < right.Count;)
        {
            if (l < left.Count && r < right.Count)
            {
                if (leftKeys[l] == rightKeys[r])
                {
                    Take(leftKeys[l]);
                    l++;
                    r++;
                    next = shared.Count > 0 ? shared.Dequeue() : null;
                    continue;
                }

                // An item both have, but not the next in the applied order, comes when the applied list says so.
                if (rightItems.ContainsKey(leftKeys[l]) && next is not null && next != leftKeys[l])
                {
                    l++;
                    continue;
                }
            }

            if (l < left.Count)
            {
                if (!rightItems.ContainsKey(leftKeys[l]))
                {
                    result.Add(left[l++]?.DeepClone());
                    continue;
                }

                l += merged.Contains(leftKeys[l]) ? 1 : 0;
            }

            if (r < right.Count)
            {
                var key = rightKeys[r++];
                Take(key);
                if (next == key)
                {
                    next = shared.Count > 0 ? shared.Dequeue() : null;
                }
            }
        }

        return result;

        void Take(string key)
        {
            merged.Add(key);
            var applied = rightItems[key];
            result.Add(leftItems.TryGetValue(key, out var live)
                ? Merge(live, applied, type.Element ?? MergeType.Deduced)
                : applied?.DeepClone());
        }
    }

    /// <summary>Items by key; one that the live list has twice counts as absent.</summary>
    private static Dictionary<string, JsonNode?> Items(JsonArray list, List<string> keys)
    {
        var items = new Dictionary<string, JsonNode?>(StringComparer.Ordinal);
        for (var i = 0; i < list.Count; i++)
        {
            items[keys[i]] = items.ContainsKey(keys[i]) ? null : list[i];
        }

        return items;
    }
}
