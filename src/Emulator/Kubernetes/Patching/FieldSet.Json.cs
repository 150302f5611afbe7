using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Wire;

namespace Eso.Emulator.Kubernetes.Patching;

/// <content>Its form in managedFields.</content>
internal sealed partial class FieldSet
{
    private const int DepthMax = 2 * GoJsonSyntax.MaxDepth;

    /// <summary>Reads fieldsV1; null when it is not of that form.</summary>
    public static FieldSet? Parse(JsonNode? fields) => fields is JsonObject obj ? Parse(obj, 0) : null;

    /// <summary>Every member's path, parents first.</summary>
    public IEnumerable<List<string>> Paths()
    {
        var path = new List<string>();
        return Paths(path).Select(p => p.ToList());
    }

    public JsonObject ToJson() => ToJson(isMember: false);

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

            var isMember = child.Count == 0 || child.ContainsKey(".");
            if (isMember)
            {
                set.Add(element);
            }

            if (child.Count > (child.ContainsKey(".") ? 1 : 0))
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

    private JsonObject ToJson(bool isMember)
    {
        var result = new JsonObject();
        if (isMember)
        {
            result.Add(".", new JsonObject());
        }

        foreach (var key in Keys())
        {
            var has = Has(key);
            if (Below(key) is { IsEmpty: false } below)
            {
                result.Add(key, below.ToJson(has));
            }
            else if (has)
            {
                result.Add(key, new JsonObject());
            }
        }

        return result;
    }

    /// <summary>Members and those with members below, as structured-merge-diff sorts them.</summary>
    private List<string> Keys()
    {
        var keys = new List<string>(Members.Length + Children.Length);
        keys.AddRange(Members);
        foreach (var child in Children)
        {
            if (!Has(child.Key))
            {
                keys.Add(child.Key);
            }
        }

        keys.Sort(PathElements.Order);
        return keys;
    }

    private IEnumerable<List<string>> Paths(List<string> path)
    {
        foreach (var key in Keys())
        {
            path.Add(key);
            if (Has(key))
            {
                yield return path;
            }

            if (Below(key) is { } below)
            {
                foreach (var inner in below.Paths(path))
                {
                    yield return inner;
                }
            }

            path.RemoveAt(path.Count - 1);
        }
    }
}
