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
            GroupNewReserve = Math.Min(8, context.Options.Concurrent / 4),
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
        Follow(context.Informers.Get(EsoTypes.SecretStore, scope));
        if (context.Options.EnableClusterStoreReconciler)
        {
            Follow(context.Informers.Get(EsoTypes.ClusterSecretStore));
        }

        // A first list tells of nothing new: every ExternalSecret is queued by its own, and no worker runs before.
        void Follow(Informer informer) => informer.AddHandler(change =>
        {
            if (informer.HasSynced)
            {
                OnStore(change);
            }
        });
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

        var now = externalSecrets.Get(key.Namespace, key.Name);
        var ready = now?.ResourceVersion == cached.ResourceVersion ? es.Status : now?.Parse().Object("status");
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

        // What nobody has touched since it was right needs no look but the clock's and the provider's.
        var settled = memory.Settled(es, targets.VersionOf(es));
        if (settled is not null && !RefreshRules.IsDue(es, settled.At, began, Earlier(es)))
        {
            return NextRefresh(es);
        }

        var live = settled is null ? await LookAsync(es, cancel) : null;
        if (settled is null
            && !RefreshRules.ShouldRefresh(es, memory.LastRefresh(es), began, Earlier(es)) && TargetState.IsValid(es, live))
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

        var digest = ValuesDigest.Of(gathered.Values);
        if (settled is not null)
        {
            if (settled.Values == digest && gathered.Missing.Count == 0)
            {
                Context.Metrics.SavedWrite("secret");
                Context.Metrics.SavedWrite("status");
                memory.Remember(es, began);
                return NextRefresh(es);
            }

            live = await LookAsync(es, cancel);
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

        return await ApplyAsync(es, live, gathered, digest, began, cancel);
    }

    /// <summary>The target as it is; null when there is none.</summary>
    private async Task<JsonObject?> LookAsync(ExternalSecret es, CancellationToken cancel)
    {
        var live = targets.FindManaged(es);
        // Policies that create find out by creating; the others must look.
        return live is null && (es.CreationPolicy is "Merge" or "None") && await targets.AdoptAsync(es, cancel)
            ? targets.FindManaged(es)
            : live;
    }

    private async Task<Outcome> ApplyAsync(
        ExternalSecret es,
        JsonObject? live,
        Gathered gathered,
        UInt128 digest,
        DateTimeOffset began,
        CancellationToken cancel)
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

        if (WillFail(es, live, digest) is { } again)
        {
            return await FailAsync(es, Messages.FailedUpdate, again, retry: true, cancel);
        }

        Written written;
        var notes = new RenderNotes();
        try
        {
            written = await targets.WriteAsync(es, live, gathered.Values, notes, cancel);
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
            if (e is TemplateStepException && !notes.Varies)
            {
                memory.Misrender(es, digest, e.Message);
            }

            return await FailAsync(es, Messages.FailedUpdate, e.Message, retry: true, cancel);
        }
        catch (Exception e) when (Unexpected.Is(e, cancel))
        {
            return await FailAsync(es, Messages.FailedUpdate, Unexpected.Text(Context, Name, es.Object, e), retry: true, cancel);
        }

        var outcome = await FinishAsync(es, written, began, cancel);
        if (outcome.Quiet && live is not null)
        {
            memory.Settle(es, live.ResourceVersion(), notes.Varies ? null : digest);
        }

        return outcome.Outcome;
    }

    /// <summary>A template that failed fails again on the same values; to know it costs less than to see it.</summary>
    private string? WillFail(ExternalSecret es, JsonObject? live, UInt128 digest) =>
        live is null ? es.CreationPolicy == "Merge" ? null : memory.Misrendering(es, digest)
        : es.Immutable ? null : memory.Misrendering(es, digest);

    /// <summary>Tells the world of what was done. Quiet: there was nothing to do and nothing to tell.</summary>
    private async Task<(Outcome Outcome, bool Quiet)> FinishAsync(
        ExternalSecret es, Written written, DateTimeOffset began, CancellationToken cancel)
    {
        switch (written)
        {
            case Written.Raced:
                return (Outcome.AgainAtOnce, false);
            case Written.Missing:
                await status.DoneAsync(es, Reasons.SecretMissing, Messages.MissingMerge, began, cancel);
                return (NextRefresh(es), false);
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

        var told = await status.DoneAsync(
            es,
            Reasons.SecretSynced,
            Messages.Synced,
            began,
            cancel,
            es.TargetName,
            wrote: written != Written.Unchanged);
        return (NextRefresh(es), written == Written.Unchanged && !told);
    }

    private async Task<Outcome> FailAsync(
        ExternalSecret es, string message, string error, bool retry, CancellationToken cancel)
    {
        ControllerLog.Problem(Context.Logger, Name, new ObjectKey(es.Namespace, es.Name), error);
        Context.Events.Record(es.Object, EventSource, true, Reasons.UpdateFailed, error);
        await status.FailedAsync(es, Reasons.SecretSyncedError, message, cancel);
        return retry ? Outcome.Retry() : Outcome.Done;
    }

    private void Forget(ObjectKey key)
    {
        Queue.Drop(key);
        Context.Metrics.Gauges.Remove(Name, key.Namespace, key.Name);
    }
}
