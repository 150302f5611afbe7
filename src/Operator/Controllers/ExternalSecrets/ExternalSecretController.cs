using System.Text.Json.Nodes;
using Eso.Kubernetes;
using Eso.Kubernetes.Informers;
using Eso.Kubernetes.Queues;
using Eso.Operator.Api;
using Eso.Operator.Hosting;
using Eso.Operator.Telemetry;

namespace Eso.Operator.Controllers.ExternalSecrets;

/// <summary>Keeps Secrets equal to what their ExternalSecrets ask for (eso.md §2).</summary>
internal sealed partial class ExternalSecretController : Controller
{
    private const string EventSource = "external-secrets";
    private const string ByStore = "store";
    private const string ByTarget = "target";
    private readonly Informer externalSecrets;
    private readonly StoreResolver stores;
    private readonly Gatherer gatherer;
    private readonly TargetWriter targets;
    private readonly StatusWriter status;
    private readonly IGeneratorRunner generators;
    private readonly Finalizers finalizers;
    private readonly RefreshMemory memory = new();

    public ExternalSecretController(OperatorContext context, StoreResolver stores, IGeneratorRunner generators, Informer externalSecrets)
        : base("externalsecret", context, context.Options.Concurrent, new()
        {
            GroupOf = key => StoreGroup(externalSecrets, key),
            // A store that hangs may hold most places, never all.
            GroupBusyMax = Math.Max(1, context.Options.Concurrent * 3 / 4),
        })
    {
        this.stores = stores;
        this.externalSecrets = externalSecrets;
        this.generators = generators;
        finalizers = new Finalizers(context, EsoTypes.ExternalSecret, Names.ExternalSecretFinalizer);
        gatherer = new Gatherer(stores, generators, new Rewriting(TemplateTexts.EnvironmentOf(context)));
        targets = new TargetWriter(context, OnSecret);
        status = new StatusWriter(context, externalSecrets, memory);
        mapper = new Eso.Kubernetes.Discovery.RestMapper(context.Client);
        manifests = new ManifestDraft(new TemplateTexts(context), new TemplateSources(context.Client));
        externalSecrets.AddIndex(ByStore, StoresOf, ofSpec: true).AddIndex(ByTarget, TargetOf, ofSpec: true).AddHandler(OnExternalSecret);
        var scope = new InformerOptions { Namespace = context.Options.Namespace };
        context.Informers.Get(EsoTypes.SecretStore, scope).AddHandler(OnStore);
        if (context.Options.EnableClusterStoreReconciler)
        {
            context.Informers.Get(EsoTypes.ClusterSecretStore).AddHandler(OnStore);
        }
    }

    protected override async Task<Outcome> ReconcileAsync(ObjectKey key, CancellationToken cancel)
    {
        var began = Context.Clock.GetUtcNow();
        if (externalSecrets.Get(key.Namespace, key.Name) is not { } cached)
        {
            Forget(key);
            return Outcome.Done;
        }

        var es = new ExternalSecret(cached.Parse());
        if (es.Object.IsDeleting())
        {
            return await CleanUpAsync(es, cancel);
        }

        Context.Metrics.SyncCall(es.Namespace, es.Name);
        if (!finalizers.On(es.Object))
        {
            es = new ExternalSecret(await finalizers.AddAsync(es.Object, externalSecrets, cancel));
        }

        if (IsForOthers(es) || await generators.AreForOthersAsync(es.Namespace, es.AllGenerators(), cancel))
        {
            return Outcome.Done;
        }

        var outcome = es.IntervalProblem is { } problem
            ? await FailAsync(es, Messages.InvalidInterval, $"{Messages.InvalidInterval}: {problem}", retry: false, cancel)
            : await SyncAsync(es, began, cancel);
        if (outcome.Failed)
        {
            Context.Metrics.SyncError(es.Namespace, es.Name);
        }

        var ready = externalSecrets.Get(key.Namespace, key.Name)?.Parse().Object("status");
        Context.Metrics.Gauges.Set(
            Name, es.Namespace, es.Name, Condition.IsTrue(ready, Condition.Ready), Context.Clock.GetUtcNow() - began);
        return outcome;
    }

    private async Task<Outcome> SyncAsync(ExternalSecret es, DateTimeOffset began, CancellationToken cancel)
    {
        if (es.Manifest is not null)
        {
            return await SyncManifestAsync(es, began, cancel);
        }

        var live = targets.FindManaged(es);
        // Policies that create find out by creating; the others must look.
        if (live is null && (es.CreationPolicy is "Merge" or "None") && await targets.AdoptAsync(es, cancel))
        {
            live = targets.FindManaged(es);
        }

        if (!RefreshRules.ShouldRefresh(es, memory.LastRefresh(es), began, Earlier(es)) && TargetState.IsValid(es, live))
        {
            return NextRefresh(es);
        }

        Gathered gathered;
        try
        {
            gathered = await gatherer.GatherAsync(es, cancel);
        }
        catch (StoreException e) when (e.Pending)
        {
            // Its verdict wakes us; the delay is for a store that never gets one.
            return Outcome.Again(TimeSpan.FromSeconds(2), Lane.New);
        }
        catch (Exception e) when (e is GatherException or StoreException)
        {
            return await FailAsync(es, Messages.FailedFetch, e.Message, retry: true, cancel);
        }
        catch (Exception e) when (Unexpected.Is(e, cancel))
        {
            return await FailAsync(es, Messages.FailedFetch, Unexpected.Text(Context, Name, es.Object, e), retry: true, cancel);
        }

        foreach (var missing in gathered.Missing)
        {
            Context.Events.Record(es.Object, EventSource, false, Reasons.MissingProviderSecret, missing);
        }

        if (gathered.Values.Count == 0 && es.DeletionPolicy == "Delete")
        {
            return await DeleteTargetAsync(es, live, began, cancel);
        }

        if (gathered.Values.Count == 0 && es.DeletionPolicy == "Retain")
        {
            await status.DoneAsync(es, Reasons.SecretSynced, Messages.SyncedRetain, began, cancel);
            return NextRefresh(es);
        }

        return await ApplyAsync(es, live, gathered, began, cancel);
    }

    private async Task<Outcome> ApplyAsync(
        ExternalSecret es, JsonObject? live, Gathered gathered, DateTimeOffset began, CancellationToken cancel)
    {
        if (es.CreationPolicy == "None")
        {
            await status.DoneAsync(es, Reasons.SecretSynced, Messages.Synced, began, cancel);
            return NextRefresh(es);
        }

        if (es.CreationPolicy == "Owner" && await DeleteOrphansAsync(es, cancel) is { } failed)
        {
            return failed;
        }

        Written written;
        try
        {
            written = await targets.WriteAsync(es, live, gathered.Values, cancel);
        }
        catch (OwnershipException e)
        {
            return await FailAsync(es, e.Condition, e.Message, retry: false, cancel);
        }
        catch (ImmutableException e)
        {
            return await FailAsync(es, Messages.FailedImmutable, e.Message, retry: false, cancel);
        }
        catch (Exception e) when (e is TemplateStepException || (e is KubeException k && !k.IsConflict))
        {
            return await FailAsync(es, Messages.FailedUpdate, e.Message, retry: true, cancel);
        }
        catch (Exception e) when (Unexpected.Is(e, cancel))
        {
            return await FailAsync(es, Messages.FailedUpdate, Unexpected.Text(Context, Name, es.Object, e), retry: true, cancel);
        }

        return await FinishAsync(es, written, began, cancel);
    }

    private async Task<Outcome> FinishAsync(ExternalSecret es, Written written, DateTimeOffset began, CancellationToken cancel)
    {
        switch (written)
        {
            case Written.Raced:
                return Outcome.AgainAtOnce;
            case Written.Missing:
                await status.DoneAsync(es, Reasons.SecretMissing, Messages.MissingMerge, began, cancel);
                return NextRefresh(es);
            case Written.Created:
                Context.Events.Record(es.Object, EventSource, false, Reasons.Created, Messages.Created);
                break;
            case Written.Updated:
                Context.Events.Record(es.Object, EventSource, false, Reasons.Updated, Messages.Updated);
                break;
            default:
                Context.Metrics.SavedWrite("secret");
                break;
        }

        await status.DoneAsync(
            es,
            Reasons.SecretSynced,
            Messages.Synced,
            began,
            cancel,
            es.TargetName,
            wrote: written != Written.Unchanged);
        return NextRefresh(es);
    }

    private async Task<Outcome> DeleteTargetAsync(
        ExternalSecret es, JsonObject? live, DateTimeOffset began, CancellationToken cancel)
    {
        if (es.CreationPolicy != "Owner")
        {
            var error = $"unable to delete secret {es.TargetName}: creationPolicy={es.CreationPolicy} is not Owner";
            return await FailAsync(es, Messages.FailedDelete, error, retry: false, cancel);
        }

        try
        {
            if (live is not null && await targets.DeleteAsync(live, cancel))
            {
                Context.Events.Record(es.Object, EventSource, false, Reasons.Deleted, Messages.DeletedByPolicy);
            }
        }
        catch (KubeException e) when (!e.IsConflict)
        {
            return await FailAsync(es, Messages.FailedDelete, e.Message, retry: true, cancel);
        }

        await status.DoneAsync(es, Reasons.SecretDeleted, Messages.DeletedByPolicy, began, cancel);
        return NextRefresh(es);
    }

    private async Task<Outcome?> DeleteOrphansAsync(ExternalSecret es, CancellationToken cancel)
    {
        try
        {
            foreach (var orphan in targets.Orphans(es))
            {
                if (await targets.DeleteAsync(orphan, cancel))
                {
                    Context.Events.Record(es.Object, EventSource, false, Reasons.Deleted, Messages.DeletedOrphan);
                }
            }

            return null;
        }
        catch (KubeException e) when (!e.IsConflict)
        {
            return await FailAsync(es, Messages.FailedOrphans, e.Message, retry: true, cancel);
        }
    }

    private async Task<Outcome> FailAsync(
        ExternalSecret es, string message, string error, bool retry, CancellationToken cancel)
    {
        ControllerLog.Problem(Context.Logger, Name, new ObjectKey(es.Namespace, es.Name), error);
        Context.Events.Record(es.Object, EventSource, true, Reasons.UpdateFailed, error);
        await status.FailedAsync(es, Reasons.SecretSyncedError, message, cancel);
        return retry ? Outcome.Retry() : Outcome.Done;
    }

    private async Task<Outcome> CleanUpAsync(ExternalSecret es, CancellationToken cancel)
    {
        memory.Forget(es.Uid);
        Context.Metrics.Gauges.Remove(Name, es.Namespace, es.Name);
        if (!finalizers.On(es.Object))
        {
            return Outcome.Done;
        }

        if (es.DeletionPolicy == "Delete")
        {
            await CleanUpTargetAsync(es, cancel);
        }

        await finalizers.RemoveAsync(es.Object, null, cancel);
        return Outcome.Done;
    }

    private async Task CleanUpTargetAsync(ExternalSecret es, CancellationToken cancel)
    {
        if (es.Manifest is not null)
        {
            await CleanUpManifestAsync(es, cancel);
        }
        else if (targets.FindManaged(es) is { } live && live.ControllerOwner().Text("uid") == es.Uid)
        {
            await targets.DeleteAsync(live, cancel);
        }
    }

    private void Forget(ObjectKey key)
    {
        Queue.Drop(key);
        Context.Metrics.Gauges.Remove(Name, key.Namespace, key.Name);
    }
}
