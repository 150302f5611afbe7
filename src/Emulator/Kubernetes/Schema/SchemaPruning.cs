using System.Globalization;
using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Kinds;

namespace Eso.Emulator.Kubernetes.Schema;

/// <summary>Drops what a structural schema does not know, and names it.</summary>
internal sealed class SchemaPruning
{
    private readonly List<string> _path = [];
    private readonly List<string> _unknown = [];

    /// <summary>Prunes in place; the paths of what was dropped, sorted.</summary>
    public static List<string> Prune(JsonNode? node, SchemaNode schema, bool isResourceRoot)
    {
        var pruning = new SchemaPruning();
        pruning.Visit(node, schema, isResourceRoot);
        pruning._unknown.Sort(StringComparer.Ordinal);
        return pruning._unknown;
    }

    private static bool IsMeta(string key) => key is "apiVersion" or "kind" or "metadata";

    private void Visit(JsonNode? node, SchemaNode? schema, bool isResource)
    {
        if (schema is { PreserveUnknown: true })
        {
            Skip(node, schema, isResource || schema.EmbeddedResource);
            return;
        }

        switch (node)
        {
            case JsonObject obj:
                Object(obj, schema, isResource || schema is { EmbeddedResource: true });
                break;
            case JsonArray list:
                Each(list, (item, i) => Visit(item, schema?.Items, false));
                break;
        }
    }

    private void Object(JsonObject obj, SchemaNode? schema, bool isResource)
    {
        var pruned = new List<string>();
        foreach (var (key, value) in obj.ToList())
        {
            if (schema is not null && isResource && IsMeta(key))
            {
                continue;
            }

            var known = schema is not null && (schema.Properties.ContainsKey(key) || schema.HasAdditional);
            if (!known)
            {
                if (schema is null || !IsMeta(key) || _path.Count > 0)
                {
                    _unknown.Add(string.Concat(_path) + (_path.Count == 0 ? "" : ".") + key);
                }

                pruned.Add(key);
                continue;
            }

            Push(key);
            Visit(value, schema!.Child(key), false);
            _path.RemoveAt(_path.Count - 1);
        }

        ObjectFields.Drop(obj, pruned);
    }

    /// <summary>Below x-kubernetes-preserve-unknown-fields only what has a schema is pruned.</summary>
    private void Skip(JsonNode? node, SchemaNode? schema, bool isResource)
    {
        if (schema is null)
        {
            return;
        }

        switch (node)
        {
            case JsonObject obj:
                foreach (var (key, value) in obj.ToList())
                {
                    if ((isResource && IsMeta(key)) || (!schema.Properties.ContainsKey(key) && !schema.HasAdditional))
                    {
                        continue;
                    }

                    Push(key);
                    Visit(value, schema.Child(key), false);
                    _path.RemoveAt(_path.Count - 1);
                }

                break;
            case JsonArray list:
                Each(list, (item, _) => Skip(item, schema.Items, false));
                break;
        }
    }

    private void Each(JsonArray list, Action<JsonNode?, int> visit)
    {
        for (var i = 0; i < list.Count; i++)
        {
            _path.Add("[" + i.ToString(CultureInfo.InvariantCulture) + "]");
            visit(list[i], i);
            _path.RemoveAt(_path.Count - 1);
        }
    }

    private void Push(string key) => _path.Add(_path.Count == 0 ? key : "." + key);
}
