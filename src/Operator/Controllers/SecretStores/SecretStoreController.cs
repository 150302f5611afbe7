using System.Text.Json.Nodes;
using Eso.Kubernetes;
using Eso.Kubernetes.Client;
using Eso.Kubernetes.Informers;
using Eso.Kubernetes.Queues;
using Eso.Operator.Api;
using Eso.Operator.Hosting;
using Eso.Operator.Providers;
using Eso.Operator.Secrets;
using Eso.Operator.Telemetry;

namespace Eso.Operator.Controllers.SecretStores;

/// <summary>Validates SecretStores or ClusterSecretStores and says in their status whether they work (eso.md §3).</summary>
internal sealed class SecretStoreController : Controller
{
    private readonly ResourceType type;
    private readonly Informer informer;
    private readonly StoreResolver stores;
    private readonly string eventSource;
    private readonly Finalizers finalizers;
    private readonly StoreHolds? holds;

    public SecretStoreController(OperatorContext context, StoreResolver stores, bool cluster)
        : base(cluster ? "clustersecretstore" : "secretstore", context, Math.Min(8, context.Options.Concurrent))
    {
        this.stores = stores;
        type = cluster ? EsoTypes.ClusterSecretStore : EsoTypes.SecretStore;
        eventSource = cluster ? "cluster-secret-store" : "secret-store";
        informer = context.Informers.Get(
            type, new InformerOptions { Namespace = cluster ? "" : context.Options.Namespace });
        informer.AddHandler(OnStore);
        finalizers = new Finalizers(context, type, Names.StoreFinalizer);
        if (context.Options.EnablePushSecretReconciler)
        {
            holds = new StoreHolds(
                context, cluster ? StoreRef.Cluster : StoreRef.Namespaced, informer, key => Queue.Add(key));
        }
    }

    protected override async Task<Outcome> ReconcileAsync(ObjectKey key, CancellationToken cancel)
    {
        var began = Context.Clock.GetUtcNow();
        if (informer.Get(key.Namespace, key.Name) is not { } cached)
        {
            Queue.Drop(key);
            Context.Metrics.Gauges.Remove(Name, key.Namespace, key.Name);
            return Outcome.Done;
        }

        var store = new SecretStore(cached.Parse());
        if (!stores.IsOurs(store))
        {
            return Outcome.Done;
        }

        store = await HoldAsync(store, cancel);
        if (store.Object.IsDeleting())
        {
            return Outcome.Done;
        }

        if (Interval(store) is not { } interval)
        {
            return Outcome.Retry();
        }

        var verdict = await JudgeAsync(store, cancel);
        await PublishAsync(store, verdict, cancel);
        Context.Metrics.Gauges.Set(Name, key.Namespace, key.Name, verdict.Ready, Context.Clock.GetUtcNow() - began);
        return verdict.Ready ? Outcome.Again(interval) : Outcome.Retry(interval);
    }

    /// <summary>Keeps the store's finalizer while PushSecrets need the store for what they must delete.</summary>
    private async Task<SecretStore> HoldAsync(SecretStore store, CancellationToken cancel)
    {
        if (holds is null)
        {
            return store;
        }

        if (!holds.IsHeld(store))
        {
            return new SecretStore(await finalizers.RemoveAsync(store.Object, informer, cancel));
        }

        return store.Object.IsDeleting()
            ? store
            : new SecretStore(await finalizers.AddAsync(store.Object, informer, cancel));
    }

    private void OnStore(StoreChange change)
    {
        var old = change.Old?.Parse();
        var next = change.New?.Parse();
        // Our own status writes must not wake us: they change no generation, label or annotation.
        if (old is not null && next is not null && !change.Resync
            && old.Generation() == next.Generation()
            && old.IsDeleting() == next.IsDeleting()
            && JsonNode.DeepEquals(old.Labels(), next.Labels())
            && JsonNode.DeepEquals(old.Annotations(), next.Annotations()))
        {
            return;
        }

        Queue.Add(change.Either.Key, change.Resync ? Lane.Refresh : Lane.New);
    }

    private async Task<StoreVerdict> JudgeAsync(SecretStore store, CancellationToken cancel)
    {
        var problem = Problems(store).FirstOrDefault();
        if (problem is not null)
        {
            return StoreVerdict.Invalid(Messages.StoreClientFailed, problem);
        }

        ProviderClients.Rental rental;
        try
        {
            rental = await stores.RentAsync(store, store.Namespace, fresh: true, cancel);
        }
        catch (Exception e) when (e is ProviderException or StoreException or KubeException or ValueException)
        {
            return StoreVerdict.Invalid(Messages.StoreClientFailed, e.Message);
        }
        catch (Exception e) when (Unexpected.Is(e, cancel))
        {
            return StoreVerdict.Invalid(Messages.StoreClientFailed, Unexpected.Text(Context, Name, store.Object, e));
        }

        await using (rental)
        {
            try
            {
                var validation = await rental.Client.ValidateAsync(cancel);
                return StoreVerdict.Good(validation);
            }
            catch (ProviderException e) when (e.IsUndetermined)
            {
                return new StoreVerdict(true, Reasons.ValidationUnknown, Messages.StoreUnknown, e.Message);
            }
            catch (Exception e) when (e is ProviderException or KubeException or ValueException)
            {
                rental.Broken = true;
                return StoreVerdict.Invalid(Messages.StoreInvalid, e.Message);
            }
            catch (Exception e) when (Unexpected.Is(e, cancel))
            {
                rental.Broken = true;
                return StoreVerdict.Invalid(Messages.StoreInvalid, Unexpected.Text(Context, Name, store.Object, e));
            }
        }
    }

    private IEnumerable<string> Problems(SecretStore store)
    {
        var keys = store.Provider.Select(p => p.Key).ToList();
        if (keys.Count != 1)
        {
            yield return $"store error for {store.Name}: secret stores must only have exactly one backend specified, "
                + $"found {keys.Count}";
            yield break;
        }

        if (Context.Providers.Find(keys[0]) is not { } provider)
        {
            yield return $"failed to find registered store backend for type: {keys[0]}, name: {store.Name}";
            yield break;
        }

        foreach (var problem in provider.ValidateStore(stores.ContextOf(store, store.Namespace)))
        {
            yield return problem;
        }
    }

    private async Task PublishAsync(SecretStore store, StoreVerdict verdict, CancellationToken cancel)
    {
        var status = store.Object.Object("status")?.Copy() ?? [];
        Condition.Set(status, Condition.Ready, verdict.Ready, verdict.Reason, verdict.Message, Context.Clock.GetUtcNow());
        var key = store.Provider.Select(p => p.Key).FirstOrDefault() ?? "";
        if (verdict.Ready && Context.Providers.Find(key) is { } provider)
        {
            status["capabilities"] = provider.Capabilities.ToString();
        }

        var changed = !JsonNode.DeepEquals(store.Object["status"], status);
        if (changed || verdict.Error is not null)
        {
            // ESO repeats "store validated" every five minutes; we say it when it becomes true.
            Context.Events.Record(
                store.Object, eventSource, verdict.Error is not null, verdict.Reason, verdict.Error ?? verdict.Message);
        }

        if (!changed)
        {
            Context.Metrics.SavedWrite("status");
            return;
        }

        if (key == "fake" && store.Object.Annotation(Names.IgnoreMaintenanceAnnotation) is null)
        {
            Context.Events.Record(store.Object, eventSource, true, Reasons.StoreUnmaintained, Messages.StoreUnmaintained);
        }

        await WriteAsync(store, status, cancel);
    }

    private async Task WriteAsync(SecretStore store, JsonObject status, CancellationToken cancel)
    {
        var patch = new JsonObject
        {
            ["metadata"] = new JsonObject { ["uid"] = store.Object.Uid() },
            ["status"] = status,
        };
        try
        {
            var written = await Context.Client.PatchAsync(
                type, store.Namespace, store.Name, PatchKind.Merge, patch, cancel, new WriteOptions { Subresource = "status" });
            // ExternalSecrets wait for this verdict; the echo on the watch would tell them nothing new.
            informer.Observe(written, tell: true);
            Context.Metrics.Wrote("status");
        }
        catch (KubeException e) when (e.IsNotFound || (e.IsInvalid && e.Message.Contains("metadata.uid", StringComparison.Ordinal)))
        {
            ControllerLog.Conflict(Context.Logger, Name, new ObjectKey(store.Namespace, store.Name), "the store is gone");
        }
    }

    /// <summary>How often to look; null when the spec's interval cannot be read (ESO then only reports an error).</summary>
    private TimeSpan? Interval(SecretStore store)
    {
        var given = store.Spec["refreshInterval"];
        if (store.Spec.Number("refreshInterval") is { } seconds)
        {
            return seconds > 0 ? TimeSpan.FromSeconds(seconds) : Context.Options.StoreRequeueInterval;
        }

        var text = given is JsonValue v && v.TryGetValue<string>(out var s) ? s : "";
        if (text.Length == 0)
        {
            return Context.Options.StoreRequeueInterval;
        }

        if (!GoDuration.TryParse(text, out var duration, out var error))
        {
            ControllerLog.Problem(
                Context.Logger, Name, new ObjectKey(store.Namespace, store.Name), $"invalid refreshInterval: {error}");
            return null;
        }

        return duration.Nanoseconds > 0 ? duration.ToTimeSpan() : Context.Options.StoreRequeueInterval;
    }
}
