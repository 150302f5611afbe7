using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Wire;

namespace Eso.Emulator.Kubernetes.Patching;

/// <summary>
/// A set of fields as managedFields carries it (fieldsV1). Elements are kept in their serialized form: <c>f:name</c>,
/// <c>k:{"name":"x"}</c>, <c>v:"z"</c>, <c>i:0</c>. Sets are not shared between changes: operations return new ones.
/// </summary>
internal sealed class FieldSet
{
    private const int DepthMax = 2 * GoJsonSyntax.MaxDepth;
    private readonly SortedSet<string> _members = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, FieldSet> _children = new(StringComparer.Ordinal);

    public bool IsEmpty => _members.Count == 0 && _children.Values.All(c => c.IsEmpty);

    /// <summary>Reads fieldsV1; null when it is not of that form.</summary>
    public static FieldSet? Parse(JsonNode? fields) => fields is JsonObject obj ? Parse(obj, 0) : null;

    public bool Has(string element) => _members.Contains(element);

    /// <summary>The set below an element; null when there is none.</summary>
    public FieldSet? Below(string element) => _children.GetValueOrDefault(element);

    public void Add(IReadOnlyList<string> path)
    {
        var set = this;
        for (var i = 0; i < path.Count - 1; i++)
        {
            if (!set._children.TryGetValue(path[i], out var child))
            {
                set._children[path[i]] = child = new FieldSet();
            }

            set = child;
        }

        if (path.Count > 0)
        {
            set._members.Add(path[^1]);
        }
    }

    public bool Contains(IReadOnlyList<string> path)
    {
        var set = this;
        for (var i = 0; i < path.Count - 1; i++)
        {
            if (!set._children.TryGetValue(path[i], out set!))
            {
                return false;
            }
        }

        return path.Count > 0 && set._members.Contains(path[^1]);
    }

    public FieldSet Union(FieldSet other)
    {
        var result = Copy();
        result.Include(other);
        return result;
    }

    public FieldSet Intersection(FieldSet other)
    {
        var result = new FieldSet();
        result._members.UnionWith(_members.Where(other._members.Contains));
        foreach (var (key, child) in _children)
        {
            if (other._children.TryGetValue(key, out var otherChild))
            {
                result.Put(key, child.Intersection(otherChild));
            }
        }

        return result;
    }

    /// <summary>Without the members of the other set; what lies below them stays.</summary>
    public FieldSet Difference(FieldSet other)
    {
        var result = new FieldSet();
        result._members.UnionWith(_members.Where(m => !other._members.Contains(m)));
        foreach (var (key, child) in _children)
        {
            result.Put(key, other._children.TryGetValue(key, out var otherChild) ? child.Difference(otherChild) : child);
        }

        return result;
    }

    /// <summary>Without the members of the other set and all that lies below them.</summary>
    public FieldSet Without(FieldSet other)
    {
        var result = new FieldSet();
        result._members.UnionWith(_members.Where(m => !other._members.Contains(m)));
        foreach (var (key, child) in _children)
        {
            if (!other._members.Contains(key))
            {
                result.Put(key, other._children.TryGetValue(key, out var otherChild) ? child.Without(otherChild) : child);
            }
        }

        return result;
    }

    /// <summary>With the named fields that lie on the way to its members as members too.</summary>
    public FieldSet WithNamedParents(MergeType? type)
    {
        var result = new FieldSet();
        result._members.UnionWith(_members);
        foreach (var (key, child) in _children)
        {
            var named = key.StartsWith("f:", StringComparison.Ordinal);
            var childType = named ? type?.Child(key[2..]) : key.StartsWith("k:", StringComparison.Ordinal) ? type?.Element : null;
            if (named && type?.Field(key[2..]) is not null)
            {
                result._members.Add(key);
            }

            result.Put(key, child.WithNamedParents(childType));
        }

        return result;
    }

    /// <summary>Every member's path, parents first.</summary>
    public IEnumerable<List<string>> Paths()
    {
        var path = new List<string>();
        return Paths(path).Select(p => p.ToList());
    }

    public JsonObject ToJson()
    {
        var result = new JsonObject();
        foreach (var key in _members.Union(_children.Keys).Order(PathElements.Order))
        {
            var child = _children.TryGetValue(key, out var set) && !set.IsEmpty ? set.ToJson() : [];
            if (_members.Contains(key) && child.Count > 0)
            {
                child.Insert(0, ".", new JsonObject());
            }

            if (_members.Contains(key) || child.Count > 0)
            {
                result[key] = child;
            }
        }

        return result;
    }

    private static FieldSet? Parse(JsonObject fields, int depth)
    {
        if (depth > DepthMax)
        {
            return null;
        }

        var set = new FieldSet();
        foreach (var (key, value) in fields)
        {
            if (key == ".")
            {
                continue;
            }

            if (value is not JsonObject child || PathElements.Canonical(key) is not { } element)
            {
                return null;
            }

            if (child.Count == 0 || child.ContainsKey("."))
            {
                set._members.Add(element);
            }

            if (child.Any(p => p.Key != "."))
            {
                if (Parse(child, depth + 1) is not { } inner)
                {
                    return null;
                }

                set.Put(element, inner);
            }
        }

        return set;
    }

    private IEnumerable<List<string>> Paths(List<string> path)
    {
        foreach (var key in _members.Union(_children.Keys).Order(PathElements.Order))
        {
            path.Add(key);
            if (_members.Contains(key))
            {
                yield return path;
            }

            if (_children.TryGetValue(key, out var child))
            {
                foreach (var inner in child.Paths(path))
                {
                    yield return inner;
                }
            }

            path.RemoveAt(path.Count - 1);
        }
    }

    private FieldSet Copy()
    {
        var copy = new FieldSet();
        copy._members.UnionWith(_members);
        foreach (var (key, child) in _children)
        {
            copy._children[key] = child.Copy();
        }

        return copy;
    }

    private void Include(FieldSet other)
    {
        _members.UnionWith(other._members);
        foreach (var (key, child) in other._children)
        {
            if (_children.TryGetValue(key, out var own))
            {
                own.Include(child);
            }
            else
            {
                _children[key] = child.Copy();
            }
        }
    }

    private void Put(string key, FieldSet child)
    {
        if (!child.IsEmpty)
        {
            _children[key] = child;
        }
    }
}

/// <summary>Serialized path elements of field sets.</summary>
internal static class PathElements
{
    private const string Kinds = "fkvi";

    /// <summary>Field names first, then keys, values and indexes, as structured-merge-diff sorts them.</summary>
    public static IComparer<string> Order { get; } = Comparer<string>.Create(static (a, b) =>
        a[0] != b[0] ? Kinds.IndexOf(a[0]).CompareTo(Kinds.IndexOf(b[0])) : string.CompareOrdinal(a, b));

    public static string OfKey(IEnumerable<KeyValuePair<string, JsonNode?>> keys)
    {
        var obj = new JsonObject();
        foreach (var (name, value) in keys.OrderBy(k => k.Key, StringComparer.Ordinal))
        {
            obj[name] = value?.DeepClone();
        }

        return "k:" + Encoding.UTF8.GetString(JsonWriting.ToUtf8(obj));
    }

    public static string OfValue(JsonNode? value) => "v:" + Encoding.UTF8.GetString(JsonWriting.ToUtf8(value));

    /// <summary>The element in the spelling this server writes; null when it is none.</summary>
    public static string? Canonical(string text)
    {
        if (text.Length < 2 || text[1] != ':' || !Kinds.Contains(text[0]))
        {
            return null;
        }

        if (text[0] is 'f' or 'i')
        {
            return text;
        }

        try
        {
            var node = JsonReading.Parse(Encoding.UTF8.GetBytes(text[2..]), null, out _);
            return text[0] == 'v' ? OfValue(node) : node is JsonObject keys ? OfKey(keys) : null;
        }
        catch (DecodeException)
        {
            return null;
        }
    }

    /// <summary><c>.spec.ports[port=80].name</c></summary>
    public static string Show(IEnumerable<string> path) => string.Concat(path.Select(Show));

    public static string Show(string element)
    {
        var body = element[2..];
        return element[0] switch
        {
            'f' => "." + body,
            'k' => "[" + string.Join(',', (JsonNode.Parse(body) as JsonObject ?? []).Select(p => $"{p.Key}={Text(p.Value)}")) + "]",
            'v' => $"[={body}]",
            _ => $"[{body}]",
        };
    }

    private static string Text(JsonNode? value) => value is JsonValue v && v.GetValueKind() == JsonValueKind.String
        ? Validation.FieldError.Quote(v.GetValue<string>())
        : value?.ToJsonString() ?? "null";
}
