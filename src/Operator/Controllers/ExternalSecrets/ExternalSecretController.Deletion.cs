using System.Text.Json.Nodes;
using Eso.Kubernetes;
using Eso.Operator.Api;

namespace Eso.Operator.Controllers.ExternalSecrets;

/// <summary>What is deleted, and when: targets without values, targets under an older name, targets of what goes away.</summary>
internal sealed partial class ExternalSecretController
{
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
}
