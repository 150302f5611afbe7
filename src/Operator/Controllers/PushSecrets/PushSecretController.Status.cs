using System.Text.Json.Nodes;
using Eso.Kubernetes;
using Eso.Kubernetes.Informers;
using Eso.Operator.Api;
using Eso.Operator.Telemetry;

namespace Eso.Operator.Controllers.PushSecrets;

/// <summary>Finalizer, conditions, events (eso.md §4.2).</summary>
internal sealed partial class PushSecretController
{
    private async Task<PushSecret> KeepFinalizerAsync(PushSecret ps, CancellationToken cancel) => new(ps.DeletesAtProvider
        ? await finalizers.AddAsync(ps.Object, pushSecrets, cancel)
        : await finalizers.RemoveAsync(ps.Object, pushSecrets, cancel));

    private async Task<Outcome> CleanUpAsync(PushSecret ps, CancellationToken cancel)
    {
        Context.Metrics.Gauges.Remove(Name, ps.Namespace, ps.Name);
        if (!finalizers.On(ps.Object))
        {
            return Outcome.Done;
        }

        if (ps.DeletesAtProvider)
        {
            try
            {
                await DeleteAsync(ps, PushedMap.From(ps.Status).All(), cancel);
            }
            catch (Exception e) when (IsExpected(e))
            {
                return await FailAsync(ps, FailedDelete + e.Message, null, cancel);
            }
        }

        await finalizers.RemoveAsync(ps.Object, null, cancel);
        return Outcome.Done;
    }

    private async Task<Outcome> SourceGoneAsync(PushSecret ps, string error, DateTimeOffset began, CancellationToken cancel)
    {
        var pushed = PushedMap.From(ps.Status);
        if (!ps.DeletesAtProvider || pushed.IsEmpty)
        {
            ControllerLog.Problem(Context.Logger, Name, new ObjectKey(ps.Namespace, ps.Name), error);
            return await FailAsync(ps, "could not get source secret", null, cancel);
        }

        try
        {
            await DeleteAsync(ps, pushed.All(), cancel);
        }
        catch (Exception e) when (IsExpected(e))
        {
            return await FailAsync(ps, $"failed to cleanup provider secrets: {e.Message}", null, cancel);
        }

        const string Message = "source secret deleted; provider secrets cleaned up";
        Context.Events.Record(ps.Object, EventSource, false, Reasons.SourceDeleted, Message);
        await WriteStatusAsync(ps, new PushedMap(), false, Reasons.SourceDeleted, Message, began, cancel);
        return Outcome.Done;
    }

    private async Task DoneAsync(
        PushSecret ps, PushedMap pushed, string message, DateTimeOffset began, CancellationToken cancel)
    {
        refreshed[ps.Uid] = began;
        if (await WriteStatusAsync(ps, pushed, true, Reasons.Synced, message, began, cancel))
        {
            Context.Events.Record(ps.Object, EventSource, false, Reasons.Synced, message);
        }
    }

    private async Task<Outcome> FailAsync(PushSecret ps, string message, PushedMap? pushed, CancellationToken cancel)
    {
        Context.Events.Record(ps.Object, EventSource, true, Reasons.Errored, message);
        await WriteStatusAsync(ps, pushed ?? PushedMap.From(ps.Status), false, Reasons.Errored, message, null, cancel);
        return Outcome.Retry();
    }

    /// <summary>True when there was something to write.</summary>
    private async Task<bool> WriteStatusAsync(
        PushSecret ps,
        PushedMap pushed,
        bool ready,
        string reason,
        string message,
        DateTimeOffset? synced,
        CancellationToken cancel)
    {
        var status = ps.Status?.Copy() ?? [];
        status["refreshTime"] ??= null;
        Condition.Set(status, Condition.Ready, ready, reason, message, Context.Clock.GetUtcNow());
        status.Remove("syncedPushSecrets");
        if (!pushed.IsEmpty)
        {
            status["syncedPushSecrets"] = pushed.ToJson();
        }

        if (synced is not null)
        {
            status["syncedResourceVersion"] = ps.CurrentVersion;
        }

        // As with ExternalSecrets, a refreshTime alone is not worth a write.
        if (JsonNode.DeepEquals(ps.Status, status) && Context.Options.EnableQuietStatus)
        {
            Context.Metrics.SavedWrite("status");
            return false;
        }

        if (synced is { } at)
        {
            status["refreshTime"] = Condition.Time(at);
        }

        var next = ps.Object.Copy();
        next["apiVersion"] ??= EsoTypes.PushSecret.ApiVersion;
        next["kind"] ??= EsoTypes.PushSecret.Kind;
        next.Metadata()?.Remove("managedFields");
        next["status"] = status;
        pushSecrets.Observe(await Context.Client.UpdateStatusAsync(EsoTypes.PushSecret, ps.Namespace, next, cancel));
        Context.Metrics.Wrote("status");
        return true;
    }
}
