using System.Collections.Concurrent;
using System.Text.Json.Nodes;

namespace Eso.Emulator.Grounds.Remote;

/// <summary>
/// Which of a world's stores are AWS's: only of those are the keys AWS names. A store that has not been applied yet is
/// taken for one.
/// </summary>
internal sealed class StoreProviders
{
    /// <summary>More than any scenario has; what comes after is taken to be AWS's.</summary>
    private const int ObjectsMax = 10_000;

    private readonly ConcurrentDictionary<(string Kind, string Namespace, string Name), bool> stores = new();
    private readonly ConcurrentDictionary<(string Kind, string Namespace, string Name), JsonObject> references = new();

    /// <summary>Remembers what a manifest (or a patch with its object's name) says of a store, or of those it uses.</summary>
    /// <returns>Whether keys in it mean AWS names, where it does not name another store.</returns>
    public bool Learn(JsonObject manifest)
    {
        var metadata = manifest["metadata"];
        var id = (Text(manifest, "kind") ?? "", Text(metadata, "namespace") ?? "default", Text(metadata, "name") ?? "");
        if (manifest["spec"] is not JsonObject spec)
        {
            return true;
        }

        if (id.Item1 is "SecretStore" or "ClusterSecretStore")
        {
            if (spec["provider"] is JsonObject { Count: > 0 } provider && stores.Count < ObjectsMax)
            {
                stores[id] = provider.ContainsKey("aws");
            }

            return true;
        }

        var user = spec["externalSecretSpec"] as JsonObject ?? spec["pushSecretSpec"] as JsonObject ?? spec;
        if ((user["secretStoreRef"] ?? user["secretStoreRefs"]) is { } used && references.Count < ObjectsMax)
        {
            references[id] = new JsonObject
            {
                [used is JsonArray ? "secretStoreRefs" : "secretStoreRef"] = used.DeepClone(),
            };
        }

        return !references.TryGetValue(id, out var known) || IsAws(known, user == spec ? id.Item2 : null, above: true);
    }

    /// <summary>Whether what is beside a reference to stores (or below it) means AWS names.</summary>
    /// <param name="map">What may hold a reference.</param>
    /// <param name="ns">The namespace of the whole object; null when it is of no one namespace.</param>
    /// <param name="above">What holds when there is no reference.</param>
    public bool IsAws(JsonObject map, string? ns, bool above)
    {
        var reference = map["secretStoreRef"] ?? (map["sourceRef"] as JsonObject)?["storeRef"];
        return reference is JsonObject one ? IsAwsStore(one, ns)
            : map["secretStoreRefs"] is JsonArray { Count: > 0 } several
            ? several.OfType<JsonObject>().Any(r => IsAwsStore(r, ns))
            : above;
    }

    private bool IsAwsStore(JsonObject reference, string? ns)
    {
        var kind = Text(reference, "kind") ?? "SecretStore";
        var name = Text(reference, "name");
        var meant = stores.Where(s => s.Key.Kind == kind && (name is null || s.Key.Name == name)
            && (ns is null || kind != "SecretStore" || s.Key.Namespace == ns)).ToList();
        return meant.Count == 0 || meant.Exists(s => s.Value);
    }

    private static string? Text(JsonNode? node, string key) =>
        node is JsonObject map && map[key] is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;
}
