using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Patching;

namespace Eso.Emulator.Kubernetes.Schema;

/// <summary>
/// A value with the one it replaces, found by the schema: map keys and properties correlate, items only in lists of type
/// map. What cannot be correlated has no old value.
/// </summary>
internal sealed class Correlation(JsonNode? value, JsonNode? old, SchemaNode? schema)
{
    private bool? _same;
    private Dictionary<string, JsonNode?>? _oldItems;

    public JsonNode? Value { get; } = value;

    public JsonNode? Old { get; } = old;

    /// <summary>True when nothing has changed here.</summary>
    public bool IsUnchanged => _same ??= SameJson.Equal(Value, Old);

    /// <summary>The correlation of a key; null when there is none.</summary>
    public Correlation? Key(string key)
    {
        if (Old is not JsonObject old || Value is not JsonObject now || schema is null or { MapType: "atomic" }
            || !old.TryGetPropertyValue(key, out var oldChild) || !now.TryGetPropertyValue(key, out var child))
        {
            return null;
        }

        return schema.Child(key) is { } property ? new Correlation(child, oldChild, property) : null;
    }

    public Correlation? Index(int index)
    {
        if (Old is not JsonArray old || Value is not JsonArray now || schema is not { ListType: "map", Items: not null })
        {
            return null;
        }

        if (_oldItems is null)
        {
            _oldItems = new Dictionary<string, JsonNode?>(StringComparer.Ordinal);
            foreach (var item in old)
            {
                _oldItems.TryAdd(KeyOf(item), item);
            }
        }

        return _oldItems.TryGetValue(KeyOf(now[index]), out var found) ? new Correlation(now[index], found, schema.Items) : null;
    }

    private string KeyOf(JsonNode? item) => string.Join('\u0001', schema!.ListMapKeys.Select(k =>
        (item as JsonObject)?[k]?.ToJsonString() ?? schema.Items!.Properties.GetValueOrDefault(k)?.Default?.ToJsonString() ?? ""));
}
