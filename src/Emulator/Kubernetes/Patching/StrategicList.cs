using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Fields;
using Eso.Emulator.Kubernetes.Wire;

namespace Eso.Emulator.Kubernetes.Patching;

/// <summary>Lists in strategic merge: by merge key, as sets of scalars, and in the order the patch wishes.</summary>
internal static class StrategicList
{
    private const int QuadraticMax = 2_000;

    /// <summary>Merges the patch's items into the list.</summary>
    public static JsonArray Merge(JsonArray original, JsonArray patch, FieldInfo? field, bool isDeletion)
    {
        var server = Detach(original);
        var change = Detach(patch);
        return Attach(Merge(server, change, field, isDeletion));
    }

    /// <summary>Merges a list that comes with $setElementOrder.</summary>
    public static JsonArray MergeOrdered(JsonArray? original, JsonArray? patch, JsonArray order, FieldInfo? field, bool merges)
    {
        var server = original is null ? null : Detach(original);
        var change = patch is null ? null : Detach(patch);
        var serverOrder = server?.Select(Key(field?.PatchMergeKey)).ToList() ?? [];
        List<JsonNode?> merged;
        if (server is null)
        {
            merged = [.. change!.Where(StrategicMergePatch.RemoveDirectives)];
        }
        else if (change is null)
        {
            merged = server;
        }
        else
        {
            merged = merges ? Merge(server, change, field, false) : change;
        }

        var mergeKey = field?.PatchMergeKey;
        RequireOneShape(merged, "no elements in any of the given slices");
        return Attach(Order(merged, [.. order.Select(Key(mergeKey))], serverOrder, mergeKey));
    }

    /// <summary>The patch's items must stand in the order that $setElementOrder gives.</summary>
    public static void CheckOrder(JsonArray? patch, JsonArray order, string? mergeKey)
    {
        if (patch is null || patch.Count == 0 || order.Count == 0)
        {
            return;
        }

        var wanted = patch.Where(i => i is not JsonObject o || !o.ContainsKey(StrategicMergePatch.Directive)).ToList();
        var at = 0;
        foreach (var item in order)
        {
            if (at < wanted.Count && KeyOf(wanted[at], mergeKey, true) == KeyOf(item, mergeKey, true))
            {
                at++;
            }
        }

        if (at < wanted.Count)
        {
            throw StrategicMergePatch.Fault($"The order in patch list:\n{GoText.Format(patch)}\n doesn't match "
                + $"{StrategicMergePatch.OrderPrefix} list:\n{GoText.Format(order)}\n");
        }
    }

    private static List<JsonNode?> Merge(List<JsonNode?> original, List<JsonNode?> patch, FieldInfo? field, bool isDeletion)
    {
        if (original.Count == 0 && patch.Count == 0)
        {
            return original;
        }

        var shape = RequireOneShape([.. original, .. patch], "");
        var mergeKey = field?.PatchMergeKey;
        var serverOrder = original.Select(Key(shape == "map" ? mergeKey : null)).ToList();
        List<JsonNode?> merged;
        if (shape != "map")
        {
            if (isDeletion)
            {
                var gone = patch.Select(Key(null)).ToHashSet(StringComparer.Ordinal);
                return [.. original.Where(i => !gone.Contains(KeyOf(i, null, false)))];
            }

            merged = Distinct([.. original, .. patch]);
            return Order(merged, [.. patch.Select(Key(null))], serverOrder, null);
        }

        if (string.IsNullOrEmpty(mergeKey))
        {
            throw StrategicMergePatch.Fault($"cannot merge lists without merge key for {field?.Object?.ShortName}");
        }

        (original, patch) = ApplySpecialItems(original, patch, mergeKey);
        serverOrder = [.. original.Select(Key(mergeKey))];
        var patchOrder = patch.Select(Key(mergeKey)).ToList();
        merged = MergeItems(original, patch, mergeKey, field?.Object);
        return Order(merged, patchOrder, serverOrder, mergeKey);
    }

    private static (List<JsonNode?> Original, List<JsonNode?> Patch) ApplySpecialItems(
        List<JsonNode?> original, List<JsonNode?> patch, string mergeKey)
    {
        var plain = new List<JsonNode?>();
        var replace = false;
        foreach (var item in patch)
        {
            var map = (JsonObject)item!;
            if (!map.TryGetPropertyValue(StrategicMergePatch.Directive, out var directive))
            {
                plain.Add(item);
                continue;
            }

            switch (GoText.Format(directive))
            {
                case "delete":
                    var key = KeyOf(map, mergeKey, true);
                    original.RemoveAll(i => KeyOf(i, mergeKey, false) == key);
                    break;
                case "replace":
                    replace = true;
                    break;
                case "merge":
                    throw StrategicMergePatch.Fault("merging lists cannot yet be specified in the patch");
                default:
                    throw StrategicMergePatch.Fault(
                        $"unknown patch type: {GoText.Format(directive)} in map: {GoText.Format(map)}");
            }
        }

        return replace ? (plain, []) : (original, plain);
    }

    private static List<JsonNode?> MergeItems(List<JsonNode?> original, List<JsonNode?> patch, string mergeKey, TypeInfo? type)
    {
        var index = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < original.Count; i++)
        {
            index.TryAdd(KeyOf(original[i], mergeKey, false), i);
        }

        foreach (var item in patch)
        {
            var key = KeyOf(item, mergeKey, true);
            if (index.TryGetValue(key, out var at))
            {
                original[at] = StrategicMergePatch.MergeMap((JsonObject)original[at]!, (JsonObject)item!, type);
            }
            else
            {
                index[key] = original.Count;
                original.Add(item);
            }
        }

        return original;
    }

    /// <summary>Items of the patch in its order, the others in the server's, merged by the server's order.</summary>
    private static List<JsonNode?> Order(List<JsonNode?> merged, List<string> patchOrder, List<string> serverOrder, string? mergeKey)
    {
        var patchIndex = Index(patchOrder);
        var serverIndex = Index(serverOrder);
        var keyed = merged.Select(i => (Key: KeyOf(i, mergeKey, mergeKey is not null), Item: i)).ToList();
        var left = Sort(keyed.Where(i => !patchIndex.ContainsKey(i.Key)).ToList(), serverIndex);
        var right = Sort(keyed.Where(i => patchIndex.ContainsKey(i.Key)).ToList(), patchIndex);
        var result = new List<JsonNode?>(merged.Count);
        int l = 0, r = 0;
        while (l < left.Count || r < right.Count)
        {
            var takeLeft = r >= right.Count || (l < left.Count
                && serverIndex.TryGetValue(left[l].Key, out var li) && serverIndex.TryGetValue(right[r].Key, out var ri) && li < ri);
            result.Add(takeLeft ? left[l++].Item : right[r++].Item);
        }

        return result;
    }

    private static List<(string Key, JsonNode? Item)> Sort(List<(string Key, JsonNode? Item)> items, Dictionary<string, int> order)
    {
        if (items.TrueForAll(i => order.ContainsKey(i.Key)) || items.Count > QuadraticMax)
        {
            return [.. items.OrderBy(i => order.GetValueOrDefault(i.Key, -1))];
        }

        // Go's insertion sort with a "less" that says yes to every unknown item.
        for (var i = 1; i < items.Count; i++)
        {
            for (var j = i; j > 0 && Less(items[j].Key, items[j - 1].Key, order); j--)
            {
                (items[j], items[j - 1]) = (items[j - 1], items[j]);
            }
        }

        return items;
    }

    private static bool Less(string a, string b, Dictionary<string, int> order) =>
        !order.TryGetValue(a, out var ia) || !order.TryGetValue(b, out var ib) || ia < ib;

    private static Dictionary<string, int> Index(List<string> keys)
    {
        var index = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < keys.Count; i++)
        {
            index.TryAdd(keys[i], i);
        }

        return index;
    }

    /// <summary>Removes repetitions as Go does: the last item moves into the place of a repeated one.</summary>
    private static List<JsonNode?> Distinct(List<JsonNode?> items)
    {
        if (items.Count > QuadraticMax)
        {
            return [.. items.DistinctBy(Key(null), StringComparer.Ordinal)];
        }

        var keys = items.Select(Key(null)).ToList();
        var last = items.Count - 1;
        for (var i = 0; i < last; i++)
        {
            for (var j = i + 1; j <= last; j++)
            {
                if (keys[i] == keys[j])
                {
                    (keys[j], items[j]) = (keys[last], items[last]);
                    last--;
                    j--;
                }
            }
        }

        return items.GetRange(0, last + 1);
    }

    private static string RequireOneShape(List<JsonNode?> items, string emptyFault)
    {
        if (items.Count == 0)
        {
            return emptyFault.Length == 0 ? "" : throw StrategicMergePatch.Fault(emptyFault);
        }

        var shape = StrategicMergePatch.Shape(items[0]);
        if (shape == "slice")
        {
            throw new PatchException(422, "lists of lists are not supported");
        }

        if (items.Exists(i => StrategicMergePatch.Shape(i) != shape))
        {
            var shown = new JsonArray([.. items.Select(i => i?.DeepClone())]);
            throw StrategicMergePatch.Fault($"list element types are not identical: {GoText.Format(shown)}");
        }

        return shape;
    }

    private static Func<JsonNode?, string> Key(string? mergeKey) => item => KeyOf(item, mergeKey, false);

    /// <summary>A text that is equal for equal Go values.</summary>
    private static string KeyOf(JsonNode? item, string? mergeKey, bool required)
    {
        if (string.IsNullOrEmpty(mergeKey))
        {
            return StrategicMergePatch.Shape(item) + ":" + GoText.Format(item);
        }

        if (item is not JsonObject map)
        {
            throw StrategicMergePatch.Fault($"expected a map[string]interface {{}}, but received a {StrategicMergePatch.GoType(item)}");
        }

        if (!map.TryGetPropertyValue(mergeKey, out var value))
        {
            return required
                ? throw StrategicMergePatch.Fault($"map: {GoText.Format(map)} does not contain declared merge key: {mergeKey}")
                : "";
        }

        return StrategicMergePatch.Shape(value) + ":" + GoText.Format(value);
    }

    private static List<JsonNode?> Detach(JsonArray list)
    {
        var items = list.ToList();
        list.Clear();
        return items;
    }

    private static JsonArray Attach(List<JsonNode?> items) => new([.. items]);
}
