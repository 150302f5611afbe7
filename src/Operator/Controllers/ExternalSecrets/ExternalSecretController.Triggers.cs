using System.Text.Json.Nodes;
using Eso.Kubernetes;
using Eso.Kubernetes.Informers;
using Eso.Kubernetes.Queues;
using Eso.Operator.Api;

namespace Eso.Operator.Controllers.ExternalSecrets;

/// <summary>What wakes which key, and when (eso.md §2.2, §2.7).</summary>
internal sealed partial class ExternalSecretController
{
    private void OnExternalSecret(StoreChange change)
    {
        if (change.New is null)
        {
            memory.Forget(change.Old!.Uid);
            Queue.Add(change.Either.Key);
            return;
        }

        var next = change.New.Parse();
        if (change.Old is null || change.Resync)
        {
            // What was synced before we started can wait behind what never was.
            var known = next.Object("status").Text("syncedResourceVersion").Length > 0 && !next.IsDeleting();
            Queue.Add(change.New.Key, known ? Lane.Refresh : Lane.New);
        }
        else if (Matters(change.Old.Parse(), next))
        {
            Queue.Add(change.New.Key);
        }
    }

    private bool Matters(JsonObject old, JsonObject next) =>
        old.Generation() != next.Generation()
        || old.IsDeleting() != next.IsDeleting()
        || !JsonNode.DeepEquals(old.Labels(), next.Labels())
        || !JsonNode.DeepEquals(old.Annotations(), next.Annotations())
        || finalizers.IsNews(old, next);

    private void OnSecret(StoreChange change)
    {
        // As with stores; ten thousand known Secrets must not make ten thousand refreshes urgent.
        if (change.Resync || !targets.Secrets.HasSynced)
        {
            return;
        }

        foreach (var es in externalSecrets.ByIndex(ByTarget, change.Either.Key.ToString()))
        {
            Queue.Add(es.Key);
        }
    }

    /// <summary>
    /// ESO learns of a mended store only by backoff; we wake what failed with it. Those that are synced wait for their
    /// refresh as in ESO.
    /// </summary>
    private void OnStore(StoreChange change)
    {
        if (change.New is null || change.Resync)
        {
            return;
        }

        var store = new SecretStore(change.New.Parse());
        var old = change.Old is null ? null : new SecretStore(change.Old.Parse());
        var better = old is null || (store.IsReady && !old.IsReady) || store.Object.Generation() != old.Object.Generation();
        if (!better)
        {
            return;
        }

        foreach (var es in externalSecrets.ByIndex(ByStore, StoreKey(store.Kind, store.Namespace, store.Name)))
        {
            var state = es.Parse().Object("status");
            if (!Condition.IsTrue(state, Condition.Ready))
            {
                Queue.Forget(es.Key);
                Queue.Add(es.Key);
            }
        }
    }

    private static string StoreKey(string kind, string ns, string name) =>
        kind == StoreRef.Cluster ? $"c/{name}" : $"n/{ns}/{name}";

    private static IEnumerable<string> StoresOf(CachedObject cached) => new ExternalSecret(cached.Parse())
        .AllStores().Select(s => StoreKey(s.Kind, cached.Namespace, s.Name)).Distinct();

    private static IEnumerable<string> TargetOf(CachedObject cached) =>
        [new ObjectKey(cached.Namespace, new ExternalSecret(cached.Parse()).TargetName).ToString()];

    private static string StoreGroup(Informer externalSecrets, ObjectKey key) =>
        externalSecrets.IndexValues(ByStore, key) is [var store, ..] ? store : "";

    /// <summary>Whether a class, or the process's configuration, leaves this object to another operator.</summary>
    private bool IsForOthers(ExternalSecret es)
    {
        if (es.StoreReference is not null && es.Store.IsCluster && !Context.Options.EnableClusterStoreReconciler)
        {
            return true;
        }

        return es.AllStores().Any(s => stores.Find(s, es.Namespace) is { } store && !stores.IsOurs(store));
    }

    private TimeSpan Earlier(ExternalSecret es) => memory.LastRefresh(es) is { } last
        ? RefreshSpread.Earlier(
            es.Uid, last + es.RefreshInterval, es.RefreshInterval, externalSecrets.Count, Context.Options.RefreshJitterShare)
        : TimeSpan.Zero;

    private Outcome NextRefresh(ExternalSecret es)
    {
        if (es.RefreshInterval <= TimeSpan.Zero || es.RefreshPolicy is "CreatedOnce" or "OnChange")
        {
            // ESO wakes CreatedOnce and OnChange every interval to do nothing; there is nothing to see in that.
            return Outcome.Done;
        }

        var now = Context.Clock.GetUtcNow();
        var due = (memory.LastRefresh(es) ?? now) + es.RefreshInterval - Earlier(es);
        // Overdue here means blocked by a sync window, which are written in minutes.
        return Outcome.Again(due > now ? due - now : TimeSpan.FromMinutes(1));
    }
}
