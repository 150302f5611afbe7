using System.Text.Json.Nodes;
using Eso.Kubernetes;
using Eso.Kubernetes.Informers;
using Eso.Operator.Api;
using Eso.Operator.Controllers.PushSecrets;
using Eso.Operator.Hosting;

namespace Eso.Operator.Controllers.SecretStores;

/// <summary>
/// Which stores PushSecrets with <c>deletionPolicy: Delete</c> still need, because what they pushed has to be deleted
/// through them one day: those their specs name or select, and those their status says they have pushed to (eso.md §3).
/// </summary>
internal sealed class StoreHolds
{
    private const string AnyLabels = "?";
    private readonly string kind;
    private readonly string index;
    private readonly Informer pushSecrets;
    private readonly Informer stores;
    private readonly Action<ObjectKey> wake;

    /// <param name="context">The operator's.</param>
    /// <param name="kind">SecretStore or ClusterSecretStore.</param>
    /// <param name="stores">All stores of the kind.</param>
    /// <param name="wake">Called for stores whose holds may have changed.</param>
    public StoreHolds(OperatorContext context, string kind, Informer stores, Action<ObjectKey> wake)
    {
        this.kind = kind;
        this.stores = stores;
        this.wake = wake;
        index = $"holds:{kind}";
        pushSecrets = context.Informers
            .Get(EsoTypes.PushSecret, new InformerOptions { Namespace = context.Options.Namespace })
            .AddIndex(index, HeldBy)
            .AddHandler(OnPushSecret);
    }

    public bool IsHeld(SecretStore store) =>
        pushSecrets.ByIndex(index, Key(store.Namespace, store.Name)).Count > 0
        || pushSecrets.ByIndex(index, AnyLabels).Any(p => Selects(new PushSecret(p.Parse()), store));

    private bool IsCluster => kind == StoreRef.Cluster;

    private string Key(string ns, string name) => IsCluster ? name : $"{ns}/{name}";

    private IEnumerable<string> HeldBy(CachedObject cached)
    {
        var ps = new PushSecret(cached.Parse());
        if (!ps.DeletesAtProvider)
        {
            return [];
        }

        var named = ps.StoreRefs.Where(r => StoreRef.From(r).Kind == kind)
            .Select(r => r.Object("labelSelector") is null ? Key(ps.Namespace, r.Text("name")) : AnyLabels);
        var pushed = PushedMap.From(ps.Status).All().Select(e => PushedMap.StoreOf(e.Store))
            .Where(s => s.Kind == kind)
            .Select(s => Key(ps.Namespace, s.Name));
        return named.Concat(pushed).Distinct(StringComparer.Ordinal);
    }

    private bool Selects(PushSecret ps, SecretStore store) =>
        (IsCluster || ps.Namespace == store.Namespace)
        && ps.StoreRefs.Any(r => StoreRef.From(r).Kind == kind && r.Object("labelSelector") is { } selector
            && Matches(selector, store.Object));

    private static bool Matches(JsonObject selector, JsonObject store)
    {
        try
        {
            return LabelSelectors.Matches(selector, store.Metadata().TextMap("labels"));
        }
        catch (FormatException)
        {
            // A selector that cannot be read selects nothing; its PushSecret says so.
            return false;
        }
    }

    private void OnPushSecret(StoreChange change)
    {
        var before = change.Old is null ? [] : HeldBy(change.Old).ToHashSet(StringComparer.Ordinal);
        var after = change.New is null ? [] : HeldBy(change.New).ToHashSet(StringComparer.Ordinal);
        if (change.Resync || before.SetEquals(after))
        {
            return;
        }

        before.SymmetricExceptWith(after);
        foreach (var key in before)
        {
            if (key == AnyLabels)
            {
                stores.All().ToList().ForEach(s => wake(s.Key));
                continue;
            }

            var slash = key.IndexOf('/', StringComparison.Ordinal);
            wake(new ObjectKey(slash < 0 ? "" : key[..slash], key[(slash + 1)..]));
        }
    }
}
