using System.Text.Json.Nodes;

namespace Eso.Emulator.Kubernetes.Patching;

/// <summary>The fields in which two objects of a type differ.</summary>
internal sealed class TypedComparison
{
    private readonly List<string> _path = [];

    public FieldSet Added { get; private set; } = new();

    public FieldSet Modified { get; private set; } = new();

    public FieldSet Removed { get; private set; } = new();

    public static TypedComparison Of(JsonNode? old, JsonNode? now, MergeType type)
    {
        var comparison = new TypedComparison();
        comparison.Compare(true, old, true, now, type);
        return comparison;
    }

    /// <summary>Without fields that this kind of write resets anyway.</summary>
    public TypedComparison Without(FieldSet ignored)
    {
        Added = Added.Without(ignored);
        Modified = Modified.Without(ignored);
        Removed = Removed.Without(ignored);
        return this;
    }

    private void Compare(bool hasOld, JsonNode? old, bool hasNew, JsonNode? now, MergeType type)
    {
        var isLeaf = IsLeaf(hasOld, old, hasNew, now, type);
        if (isLeaf)
        {
            if (!hasOld)
            {
                Added.Add(_path);
            }
            else if (!hasNew)
            {
                Removed.Add(_path);
            }
            else if (!SameJson.Equal(old, now))
            {
                Modified.Add(_path);
                Inside(old, now, type);
            }

            return;
        }

        if (old is JsonArray || now is JsonArray)
        {
            List(old as JsonArray ?? [], now as JsonArray ?? [], type);
        }
        else
        {
            Map(old as JsonObject ?? [], now as JsonObject ?? [], type);
        }

        if (!hasOld)
        {
            Added.Add(_path);
        }
        else if (!hasNew)
        {
            Removed.Add(_path);
        }
    }

    /// <summary>A map that took a scalar's place, or gave way to one: its fields came or went as well.</summary>
    private void Inside(JsonNode? old, JsonNode? now, MergeType type)
    {
        var (before, after) = (old as JsonObject, now as JsonObject);
        if (type is { IsMap: true, Atomic: false } && old is not null && now is not null && (before is null) != (after is null))
        {
            Map(before ?? [], after ?? [], type);
        }
    }

    private static bool IsLeaf(bool hasOld, JsonNode? old, bool hasNew, JsonNode? now, MergeType type)
    {
        var maps = (!hasOld || old is JsonObject or null) && (!hasNew || now is JsonObject or null) && (old is JsonObject || now is JsonObject);
        if (maps && type.IsMap)
        {
            return type.Atomic || ((old as JsonObject)?.Count ?? 0) + ((now as JsonObject)?.Count ?? 0) == 0;
        }

        var lists = (!hasOld || old is JsonArray or null) && (!hasNew || now is JsonArray or null) && (old is JsonArray || now is JsonArray);
        return !lists || !type.IsList || !type.Associative
            || ((old as JsonArray)?.Count ?? 0) + ((now as JsonArray)?.Count ?? 0) == 0;
    }

    private void Map(JsonObject old, JsonObject now, MergeType type)
    {
        foreach (var (key, value) in old)
        {
            _path.Add("f:" + key);
            var hasNew = now.TryGetPropertyValue(key, out var other);
            Compare(true, value, hasNew, other, type.Child(key) ?? MergeType.Deduced);
            _path.RemoveAt(_path.Count - 1);
        }

        foreach (var (key, value) in now)
        {
            if (!old.ContainsKey(key))
            {
                _path.Add("f:" + key);
                Compare(false, null, true, value, type.Child(key) ?? MergeType.Deduced);
                _path.RemoveAt(_path.Count - 1);
            }
        }
    }

    private void List(JsonArray old, JsonArray now, MergeType type)
    {
        var left = Group(old, type);
        var right = Group(now, type);
        foreach (var key in left.Keys.Concat(right.Keys.Where(k => !left.ContainsKey(k))))
        {
            var l = left.GetValueOrDefault(key) ?? [];
            var r = right.GetValueOrDefault(key) ?? [];
            _path.Add(key);
            if (l.Count <= 1 && r.Count <= 1)
            {
                Item(l, r, type);
            }
            else if (l.Count >= 2 && r.Count >= 2)
            {
                if (l.Count != r.Count || !l.Zip(r).All(p => SameJson.Equal(p.First, p.Second)))
                {
                    Modified.Add(_path);
                }
            }
            else if (l.Count >= 2)
            {
                Item([], r, type);
                Removed.Add(_path);
            }
            else
            {
                Item(l, [], type);
                Added.Add(_path);
            }

            _path.RemoveAt(_path.Count - 1);
        }
    }

    private void Item(List<JsonNode?> old, List<JsonNode?> now, MergeType type)
    {
        if (old.Count + now.Count > 0)
        {
            Compare(old.Count > 0, old.FirstOrDefault(), now.Count > 0, now.FirstOrDefault(), type.Element ?? MergeType.Deduced);
        }
    }

    private static Dictionary<string, List<JsonNode?>> Group(JsonArray list, MergeType type)
    {
        var groups = new Dictionary<string, List<JsonNode?>>(StringComparer.Ordinal);
        foreach (var item in list)
        {
            if (TypedWalk.ItemElement(type, item, out _) is { } element)
            {
                (groups.TryGetValue(element, out var found) ? found : groups[element] = []).Add(item);
            }
        }

        return groups;
    }
}
