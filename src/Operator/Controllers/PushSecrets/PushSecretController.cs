using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Eso.Kubernetes;
using Eso.Kubernetes.Informers;
using Eso.Kubernetes.Queues;
using Eso.Operator.Api;
using Eso.Operator.Controllers.ExternalSecrets;
using Eso.Operator.Hosting;
using Eso.Operator.Providers;
using Eso.Operator.Secrets;
using Eso.Operator.Secrets.Templating;

namespace Eso.Operator.Controllers.PushSecrets;

/// <summary>Writes Secrets of the cluster to secret stores (eso.md §4.2).</summary>
internal sealed partial class PushSecretController : Controller
{
    private const string EventSource = "pushsecret";
    private const string FailedDelete = "Failed to Delete Secrets from Provider: ";
    private const string Success = "PushSecret synced successfully";
    private const string Unchanged = ". Existing secrets in providers unchanged.";
    private readonly Informer pushSecrets;
    private readonly Informer namespacedStores;
    private readonly Informer? clusterStores;
    private readonly StoreResolver stores;
    private readonly Finalizers finalizers;
    private readonly PushSource source;
    private readonly TemplateStep templates;
    private readonly TemplateEnvironment environment;
    private readonly ConcurrentDictionary<string, DateTimeOffset> refreshed = new(StringComparer.Ordinal);

    public PushSecretController(OperatorContext context, StoreResolver stores, IGeneratorRunner generators)
        : base("pushsecret", context, Math.Min(16, context.Options.Concurrent))
    {
        this.stores = stores;
        source = new PushSource(context, generators);
        templates = new TemplateStep(context);
        environment = TemplateTexts.EnvironmentOf(context);
        var scope = new InformerOptions { Namespace = context.Options.Namespace };
        finalizers = new Finalizers(context, EsoTypes.PushSecret, Names.PushSecretFinalizer);
        pushSecrets = context.Informers.Get(EsoTypes.PushSecret, scope).AddHandler(OnPushSecret);
        namespacedStores = context.Informers.Get(EsoTypes.SecretStore, scope);
        clusterStores = context.Options.EnableClusterStoreReconciler
            ? context.Informers.Get(EsoTypes.ClusterSecretStore)
            : null;
    }

    protected override async Task<Outcome> ReconcileAsync(ObjectKey key, CancellationToken cancel)
    {
        var began = Context.Clock.GetUtcNow();
        if (pushSecrets.Get(key.Namespace, key.Name) is not { } cached)
        {
            Queue.Drop(key);
            Context.Metrics.Gauges.Remove(Name, key.Namespace, key.Name);
            return Outcome.Done;
        }

        var ps = new PushSecret(cached.Parse());
        if (ps.Object.IsDeleting())
        {
            return await CleanUpAsync(ps, cancel);
        }

        ps = await KeepFinalizerAsync(ps, cancel);
        if (ps.IntervalProblem is { } problem)
        {
            return await FailAsync(ps, $"{Messages.InvalidInterval}: {problem}", null, cancel);
        }

        var last = LastRefresh(ps);
        if (!ShouldRefresh(ps, last, began))
        {
            // ESO's five seconds of grace.
            return ps.RefreshInterval > TimeSpan.Zero && last is { } l
                ? Outcome.Again(Later(l + ps.RefreshInterval - began) + TimeSpan.FromSeconds(5))
                : Outcome.Done;
        }

        var outcome = await SyncAsync(ps, began, cancel);
        Context.Metrics.Gauges.Set(Name, key.Namespace, key.Name, !outcome.Failed, Context.Clock.GetUtcNow() - began);
        return outcome;
    }

    private async Task<Outcome> SyncAsync(PushSecret ps, DateTimeOffset began, CancellationToken cancel)
    {
        IReadOnlyList<SourceSecret> sources;
        try
        {
            PushPlan.CheckReferences(ps);
            sources = await source.FindAsync(ps, cancel);
        }
        catch (SourceGoneException e)
        {
            return await SourceGoneAsync(ps, e.Message, began, cancel);
        }
        catch (PushException e)
        {
            return await FailAsync(ps, e.Message, null, cancel);
        }
        catch (Exception e) when (e is KubeException or ProviderException or FormatException)
        {
            return await FailAsync(ps, "could not get source secret", null, cancel);
        }

        List<SecretStore> targets;
        try
        {
            targets = FindStores(ps);
            if (targets.Count == 0)
            {
                return Outcome.Done;
            }

            PushPlan.CheckSelectors(ps, targets);
        }
        catch (Exception e) when (e is StoreException or PushException or FormatException)
        {
            return await FailAsync(ps, e.Message, null, cancel);
        }

        return await PushAllAsync(ps, sources, targets, began, cancel);
    }

    private async Task<Outcome> PushAllAsync(
        PushSecret ps,
        IReadOnlyList<SourceSecret> sources,
        List<SecretStore> targets,
        DateTimeOffset began,
        CancellationToken cancel)
    {
        var old = PushedMap.From(ps.Status);
        var pushed = new PushedMap();
        foreach (var one in sources)
        {
            // A template failure leaves the status alone and is retried, as in ESO.
            var rendered = ps.Template is { } template ? await templates.RenderPushAsync(ps, template, one, cancel) : one;
            foreach (var store in targets)
            {
                try
                {
                    await PushToAsync(ps, store, rendered, pushed, cancel);
                }
                catch (Exception e) when (IsExpected(e))
                {
                    return await FailAsync(ps, $"set secret failed: {e.Message}", pushed.Plus(old), cancel);
                }
            }
        }

        if (ps.DeletesAtProvider)
        {
            try
            {
                await DeleteAsync(ps, old.All().Where(e => !pushed.Has(e.Store, e.Remote)), cancel);
            }
            catch (Exception e) when (IsExpected(e))
            {
                return await FailAsync(ps, FailedDelete + e.Message, pushed.Plus(old), cancel);
            }
        }

        var message = Success + (ps.IfNotExists ? Unchanged : "");
        await DoneAsync(ps, pushed, message, began, cancel);
        return ps.RefreshInterval > TimeSpan.Zero ? Outcome.Again(ps.RefreshInterval) : Outcome.Done;
    }

    private async Task PushToAsync(
        PushSecret ps, SecretStore store, SourceSecret one, PushedMap pushed, CancellationToken cancel)
    {
        var entries = PushPlan.For(ps, store, one.Data, environment);
        if (entries.Count == 0)
        {
            return;
        }

        await using var rental = await stores.RentAsync(store, ps.Namespace, fresh: false, cancel);
        foreach (var entry in entries)
        {
            var target = PushedMap.TargetOf(entry.Data);
            if (ps.IfNotExists && await ExistsAsync(rental, target, cancel))
            {
                pushed.Set(PushedMap.StoreKey(store), PushedMap.RemoteKey(entry.Data), entry.Data);
                continue;
            }

            if (entry.SecretKey.Length > 0 && !entry.Values.ContainsKey(entry.SecretKey))
            {
                throw new PushException($"secret key {entry.SecretKey} does not exist");
            }

            try
            {
                await rental.Client.PushSecretAsync(
                    new PushRequest(target, entry.SecretKey, entry.Values, one.Labels, one.Annotations)
                    {
                        SourceType = one.Type,
                    },
                    cancel);
            }
            catch (ProviderException e)
            {
                rental.Broken |= e.Failure == Failure.Denied;
                throw new PushException(
                    $"could not write remote ref {target.RemoteKey} to target secretstore {store.Name}: {e.Message}", e);
            }

            pushed.Set(PushedMap.StoreKey(store), PushedMap.RemoteKey(entry.Data), entry.Data);
        }
    }

    private static async Task<bool> ExistsAsync(ProviderClients.Rental rental, PushTarget target, CancellationToken cancel)
    {
        try
        {
            return await rental.Client.SecretExistsAsync(target, cancel);
        }
        catch (ProviderException e)
        {
            throw new PushException($"could not verify if secret exists in store: {e.Message}", e);
        }
    }

    private async Task DeleteAsync(
        PushSecret ps, IEnumerable<(string Store, string Remote, JsonObject Data)> entries, CancellationToken cancel)
    {
        foreach (var group in entries.GroupBy(e => e.Store).ToList())
        {
            var store = stores.Resolve(PushedMap.StoreOf(group.Key), ps.Namespace, floodGate: false);
            await using var rental = await stores.RentAsync(store, ps.Namespace, fresh: false, cancel);
            foreach (var (_, _, data) in group)
            {
                await rental.Client.DeleteSecretAsync(PushedMap.TargetOf(data), cancel);
            }
        }
    }

    private List<SecretStore> FindStores(PushSecret ps)
    {
        var found = new SortedDictionary<string, SecretStore>(StringComparer.Ordinal);
        foreach (var reference in ps.StoreRefs)
        {
            var kind = StoreRef.From(reference).Kind;
            if (reference.Object("labelSelector") is not { } selector)
            {
                var store = stores.Find(StoreRef.From(reference), ps.Namespace);
                if (store is null || stores.IsOurs(store))
                {
                    store = stores.Resolve(StoreRef.From(reference), ps.Namespace, floodGate: false);
                    found[PushedMap.StoreKey(store)] = store;
                }

                continue;
            }

            var all = kind == StoreRef.Cluster ? clusterStores?.All() ?? [] : namespacedStores.All();
            foreach (var store in all.Where(s => kind == StoreRef.Cluster || s.Namespace == ps.Namespace)
                .Select(s => new SecretStore(s.Parse()))
                .Where(s => LabelSelectors.Matches(selector, s.Object.Metadata().TextMap("labels")) && stores.IsOurs(s)))
            {
                found[PushedMap.StoreKey(store)] = store;
            }
        }

        return [.. found.Values.Where(s => !s.Object.IsDeleting())];
    }

    private static bool IsExpected(Exception e) =>
        e is ProviderException or PushException or StoreException or KubeException or ValueException;

    private static bool ShouldRefresh(PushSecret ps, DateTimeOffset? last, DateTimeOffset now)
    {
        if (ps.SyncedResourceVersion != ps.CurrentVersion)
        {
            return true;
        }

        return ps.RefreshInterval > TimeSpan.Zero && (last is null || last + ps.RefreshInterval <= now);
    }

    private DateTimeOffset? LastRefresh(PushSecret ps) =>
        refreshed.TryGetValue(ps.Uid, out var at) && (ps.RefreshTime is null || at > ps.RefreshTime) ? at : ps.RefreshTime;

    private static TimeSpan Later(TimeSpan span) => span > TimeSpan.Zero ? span : TimeSpan.Zero;

    private void OnPushSecret(StoreChange change)
    {
        var old = change.Old?.Parse();
        var next = change.New?.Parse();
        if (next is null)
        {
            refreshed.TryRemove(change.Old!.Uid, out _);
        }

        if (old is null || next is null || change.Resync
            || old.Generation() != next.Generation()
            || old.IsDeleting() != next.IsDeleting()
            || !JsonNode.DeepEquals(old.Annotations(), next.Annotations())
            || !JsonNode.DeepEquals(old.Labels(), next.Labels()))
        {
            Queue.Add(change.Either.Key, change.Resync ? Lane.Refresh : Lane.New);
        }
    }
}
