using System.Text.Json.Nodes;
using Eso.Kubernetes;

namespace Eso.Operator.Api.Conversion;

/// <summary>Brings back what a conversion had to leave out, unless it was changed in the meantime.</summary>
internal static class Restoration
{
    /// <summary>Merges three views of one value; where nothing was changed the result is what was kept.</summary>
    /// <param name="kept">The value before it was converted.</param>
    /// <param name="then">What it was converted to.</param>
    /// <param name="now">What has become of that.</param>
    /// <param name="converted"><paramref name="now"/>, made to fit the version of <paramref name="kept"/>.</param>
    /// <param name="schema">That version's schema.</param>
    public static JsonNode? Merge(JsonNode? kept, JsonNode? then, JsonNode? now, JsonNode? converted, JsonObject? schema)
    {
        if (JsonNode.DeepEquals(then, now))
        {
            return kept?.DeepClone();
        }

        return (kept, then, now, converted) switch
        {
            (JsonObject k, JsonObject t, JsonObject n, JsonObject c) => Members(k, t, n, c, schema),
            (JsonArray k, JsonArray t, JsonArray n, JsonArray c) when k.Count == t.Count && n.Count == c.Count =>
                Items(k, t, n, c, schema.Object("items")),
            _ => converted?.DeepClone(),
        };
    }

    /// <summary>Whether every member of <paramref name="part"/> is in <paramref name="whole"/> with the same value.</summary>
    public static bool Contains(JsonNode? whole, JsonNode? part) => (whole, part) switch
    {
        (JsonObject w, JsonObject p) => p.All(m => w.ContainsKey(m.Key) && Contains(w[m.Key], m.Value)),
        (JsonArray w, JsonArray p) => w.Count == p.Count && p.Zip(w).All(pair => Contains(pair.Second, pair.First)),
        _ => JsonNode.DeepEquals(whole, part),
    };

    private static JsonObject Members(JsonObject kept, JsonObject then, JsonObject now, JsonObject converted, JsonObject? schema)
    {
        var merged = new JsonObject();
        foreach (var (name, value) in converted)
        {
            merged[name] = then.ContainsKey(name) && kept.ContainsKey(name)
                ? Merge(kept[name], then[name], now[name], value, FieldOf(schema, name))
                : value?.DeepClone();
        }

        // Of a choice there is one: another choice made meanwhile replaces what was kept.
        var isChoice = schema.Number("maxProperties") == 1;
        foreach (var (name, value) in kept)
        {
            if (!then.ContainsKey(name) && !merged.ContainsKey(name) && !(isChoice && merged.Count > 0))
            {
                merged[name] = value?.DeepClone();
            }
        }

        return merged;
    }

    /// <summary>Items are known again by being as they were, else by their name, else by their place.</summary>
    private static JsonArray Items(JsonArray kept, JsonArray then, JsonArray now, JsonArray converted, JsonObject? schema)
    {
        var same = new int[now.Count];
        var free = Enumerable.Range(0, then.Count).ToHashSet();
        for (var i = 0; i < now.Count; i++)
        {
            same[i] = free.Where(j => JsonNode.DeepEquals(then[j], now[i])).DefaultIfEmpty(-1).First();
            free.Remove(same[i]);
        }

        var merged = new JsonArray();
        for (var i = 0; i < now.Count; i++)
        {
            if (same[i] >= 0)
            {
                merged.Add(kept[same[i]]?.DeepClone());
                continue;
            }

            var name = NameOf(now[i]);
            var was = free.Where(j => name is null ? j == i && now.Count == then.Count : NameOf(then[j]) == name)
                .DefaultIfEmpty(-1).First();
            free.Remove(was);
            merged.Add(was >= 0 ? Merge(kept[was], then[was], now[i], converted[i], schema) : converted[i]?.DeepClone());
        }

        return merged;
    }

    private static string? NameOf(JsonNode? item) =>
        (item as JsonObject).TextOrNull("secretKey") ?? (item as JsonObject).TextOrNull("name");

    private static JsonObject? FieldOf(JsonObject? schema, string name) =>
        schema.Object("properties").Object(name) ?? schema.Object("additionalProperties");
}
