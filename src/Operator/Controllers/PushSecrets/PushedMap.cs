using System.Text.Json.Nodes;
using Eso.Kubernetes;
using Eso.Operator.Api;
using Eso.Operator.Providers;

namespace Eso.Operator.Controllers.PushSecrets;

/// <summary>
/// What was pushed where: <c>status.syncedPushSecrets</c>. By <c>Kind/store</c>, then by remote key (and property), the
/// entry of <c>spec.data</c> that asked for it.
/// </summary>
internal sealed class PushedMap
{
    private readonly SortedDictionary<string, SortedDictionary<string, JsonObject>> stores = new(StringComparer.Ordinal);

    public bool IsEmpty => stores.Values.All(s => s.Count == 0);

    public static PushedMap From(JsonObject? status)
    {
        var map = new PushedMap();
        foreach (var (store, entries) in status.Object("syncedPushSecrets") ?? [])
        {
            foreach (var (key, entry) in entries as JsonObject ?? [])
            {
                if (entry is JsonObject data)
                {
                    map.Set(store, key, data);
                }
            }
        }

        return map;
    }

    public static string StoreKey(SecretStore store) => $"{store.Kind}/{store.Name}";

    public static StoreRef StoreOf(string key) => new(key[..key.IndexOf('/')], key[(key.IndexOf('/') + 1)..]);

    public static string RemoteKey(JsonObject data)
    {
        var remote = data.Object("match").Object("remoteRef");
        return remote.Text("property") is { Length: > 0 } property
            ? $"{remote.Text("remoteKey")}/{property}"
            : remote.Text("remoteKey");
    }

    public static PushTarget TargetOf(JsonObject data)
    {
        var remote = data.Object("match").Object("remoteRef");
        return new PushTarget(remote.Text("remoteKey"), remote.Text("property"), data["metadata"]?.DeepClone());
    }

    public void Set(string store, string remote, JsonObject data)
    {
        if (!stores.TryGetValue(store, out var entries))
        {
            stores[store] = entries = new SortedDictionary<string, JsonObject>(StringComparer.Ordinal);
        }

        entries[remote] = data.Copy();
    }

    public bool Has(string store, string remote) => stores.TryGetValue(store, out var entries) && entries.ContainsKey(remote);

    public IEnumerable<(string Store, string Remote, JsonObject Data)> All() =>
        stores.SelectMany(s => s.Value.Select(e => (s.Key, e.Key, e.Value)));

    /// <summary>This and what the other knows besides.</summary>
    public PushedMap Plus(PushedMap other)
    {
        var sum = new PushedMap();
        foreach (var (store, remote, data) in other.All().Concat(All()))
        {
            sum.Set(store, remote, data);
        }

        return sum;
    }

    public JsonObject ToJson() => new(stores.Where(s => s.Value.Count > 0).Select(s => KeyValuePair.Create(
        s.Key, (JsonNode?)new JsonObject(s.Value.Select(e => KeyValuePair.Create(e.Key, (JsonNode?)e.Value.DeepClone()))))));
}
