using System.Text.Json.Nodes;
using Eso.Kubernetes;
using Eso.Kubernetes.Client;
using Eso.Kubernetes.Discovery;
using Eso.Kubernetes.Informers;
using Eso.Operator.Api;
using Eso.Operator.Telemetry;

namespace Eso.Operator.Controllers.ExternalSecrets;

/// <summary>Targets other than Secrets (eso.md §2.9). Not done: watching them; drift is seen at the next reconcile.</summary>
internal sealed partial class ExternalSecretController
{
    private const string GenericDisabled = "generic targets are disabled. Enable with --unsafe-allow-generic-targets flag";
    private const string FailedGet = "could not get target resource";
    private const string FailedDeleteResource = "could not delete resource";
    private const string FailedManifest = "could not apply template to manifest";

    private readonly RestMapper mapper;
    private readonly ManifestDraft manifests;

    private async Task<Outcome> SyncManifestAsync(ExternalSecret es, DateTimeOffset began, CancellationToken cancel)
    {
        var (apiVersion, kind) = (es.Manifest.Text("apiVersion"), es.Manifest.Text("kind"));
        var problem = !Context.Options.UnsafeAllowGenericTargets ? GenericDisabled
            : apiVersion.Length == 0 ? "target.manifest.apiVersion is required"
            : kind.Length == 0 ? "target.manifest.kind is required"
            : null;
        if (problem is not null) return await FailAsync(es, Messages.InvalidGenericTarget, problem, retry: false, cancel);

        ResourceType type;
        JsonObject? live;
        try
        {
            type = await mapper.FindAsync(apiVersion, kind, cancel) is { Namespaced: true } found
                ? found
                : throw new GatherException($"failed to get target resource: no matches for kind \"{kind}\" in version \"{apiVersion}\"");
            live = es.CreationPolicy == "None" ? null
                : await Context.Client.FindAsync(type, es.Namespace, es.TargetName, cancel);
        }
        catch (Exception e) when (e is GatherException or KubeException)
        {
            return await FailManifestAsync(es, FailedGet, e.Message, retry: true, cancel);
        }

        var valid = es.CreationPolicy == "Orphan" || ManifestDraft.IsIntact(live);
        if (valid && !RefreshRules.ShouldRefresh(es, memory.LastRefresh(es), began, Earlier(es))) return NextRefresh(es);

        Gathered gathered;
        try
        {
            gathered = await gatherer.GatherAsync(es, cancel);
        }
        catch (StoreException e) when (e.Pending)
        {
            return Outcome.Again(TimeSpan.FromSeconds(2), Eso.Kubernetes.Queues.Lane.New);
        }
        catch (Exception e) when (e is GatherException or StoreException)
        {
            return await FailManifestAsync(es, Messages.FailedFetch, e.Message, retry: true, cancel);
        }

        if (gathered.Values.Count == 0 && es.DeletionPolicy is "Delete" or "Retain")
        {
            return await WithoutValuesAsync(es, type, began, cancel);
        }

        return await ApplyManifestAsync(es, type, live, gathered, began, cancel);
    }

    private async Task<Outcome> WithoutValuesAsync(
        ExternalSecret es, ResourceType type, DateTimeOffset began, CancellationToken cancel)
    {
        if (es.DeletionPolicy == "Retain")
        {
            await status.DoneAsync(es, Reasons.ResourceSynced, Messages.SyncedRetain, began, cancel);
            return NextRefresh(es);
        }

        if (es.CreationPolicy != "Owner")
        {
            var error = $"unable to delete resource: creationPolicy={es.CreationPolicy} is not Owner";
            return await FailManifestAsync(es, FailedDeleteResource, error, retry: false, cancel);
        }

        try
        {
            await DeleteManifestAsync(es, type, cancel);
        }
        catch (KubeException e) when (!e.IsConflict)
        {
            return await FailManifestAsync(es, FailedDeleteResource, e.Message, retry: true, cancel);
        }

        await status.DoneAsync(es, Reasons.ResourceDeleted, Messages.DeletedByPolicy, began, cancel);
        return NextRefresh(es);
    }

    private async Task<Outcome> ApplyManifestAsync(
        ExternalSecret es,
        ResourceType type,
        JsonObject? live,
        Gathered gathered,
        DateTimeOffset began,
        CancellationToken cancel)
    {
        JsonObject draft;
        try
        {
            var start = es.CreationPolicy is "Merge" or "CreateOrMerge" ? live : null;
            draft = await manifests.BuildAsync(es, type, start, gathered.Values, cancel);
        }
        catch (Exception e) when (e is TemplateStepException or OwnershipException)
        {
            return await FailManifestAsync(es, FailedManifest, e.Message, retry: true, cancel);
        }

        if (live is null && es.CreationPolicy == "Merge")
        {
            await status.DoneAsync(es, Reasons.ResourceMissing, Messages.MissingMergeGeneric, began, cancel);
            return NextRefresh(es);
        }

        var wrote = false;
        try
        {
            if (es.CreationPolicy != "None") wrote = await WriteManifestAsync(es, type, live, draft, cancel);
        }
        catch (KubeException e) when (e.IsConflict)
        {
            return Outcome.Again(TimeSpan.FromSeconds(1), Eso.Kubernetes.Queues.Lane.New);
        }
        catch (KubeException e)
        {
            return await FailManifestAsync(es, Messages.FailedUpdate, Refusals.Safe(e, draft).Message, retry: true, cancel);
        }

        await status.DoneAsync(es, Reasons.ResourceSynced, Messages.Synced, began, cancel, wrote: wrote);
        return NextRefresh(es);
    }

    private async Task<bool> WriteManifestAsync(
        ExternalSecret es, ResourceType type, JsonObject? live, JsonObject draft, CancellationToken cancel)
    {
        var options = new WriteOptions { FieldManager = Names.FieldManager(es.Name) };
        draft["apiVersion"] = type.ApiVersion;
        draft["kind"] = type.Kind;
        draft.Metadata()?.Remove("managedFields");
        if (live is null)
        {
            await Context.Client.CreateAsync(type, es.Namespace, draft, cancel, options);
            Context.Metrics.Wrote("manifest");
            Context.Events.Record(es.Object, EventSource, false, Reasons.Created, $"Created {type.Kind} {es.TargetName}");
            return true;
        }

        // An object that is what we would write is not written.
        if (ManifestDraft.IsIntact(live) && ManifestDraft.IsCovered(draft, live))
        {
            Context.Metrics.SavedWrite("manifest");
            return false;
        }

        var metadata = draft.Ensure("metadata");
        metadata["resourceVersion"] = live.ResourceVersion();
        metadata["uid"] = live.Uid();
        await Context.Client.UpdateAsync(type, es.Namespace, draft, cancel, options);
        Context.Metrics.Wrote("manifest");
        Context.Events.Record(es.Object, EventSource, false, Reasons.Updated, $"Updated {type.Kind} {es.TargetName}");
        return true;
    }

    private async Task DeleteManifestAsync(ExternalSecret es, ResourceType type, CancellationToken cancel)
    {
        await Context.Client.DeleteAsync(type, es.Namespace, es.TargetName, cancel);
        Context.Metrics.Wrote("manifest");
        Context.Events.Record(es.Object, EventSource, false, Reasons.Deleted, $"Deleted {type.Kind} {es.TargetName}");
    }

    private async Task<Outcome> FailManifestAsync(
        ExternalSecret es, string message, string error, bool retry, CancellationToken cancel)
    {
        ControllerLog.Problem(Context.Logger, Name, new ObjectKey(es.Namespace, es.Name), error);
        Context.Events.Record(es.Object, EventSource, true, Reasons.UpdateFailed, error);
        await status.FailedAsync(es, Reasons.ResourceSyncedError, message, cancel);
        return retry ? Outcome.Retry() : Outcome.Done;
    }

    private async Task CleanUpManifestAsync(ExternalSecret es, CancellationToken cancel)
    {
        if (!Context.Options.UnsafeAllowGenericTargets) return;
        var type = await mapper.FindAsync(es.Manifest.Text("apiVersion"), es.Manifest.Text("kind"), cancel);
        if (type is { Namespaced: true }) await DeleteManifestAsync(es, type, cancel);
    }
}
