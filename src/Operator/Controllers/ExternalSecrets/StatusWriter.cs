using System.Text.Json.Nodes;
using Eso.Kubernetes;
using Eso.Kubernetes.Informers;
using Eso.Operator.Api;
using Eso.Operator.Hosting;

namespace Eso.Operator.Controllers.ExternalSecrets;

/// <summary>Writes the status of ExternalSecrets, and only when it says something new (eso.md §2.6).</summary>
internal sealed class StatusWriter(OperatorContext context, Informer externalSecrets, RefreshMemory memory)
{
    /// <summary>The values are where they should be. Wrote: the target was changed, which makes refreshTime news.</summary>
    /// <returns>Whether the status was written.</returns>
    public async Task<bool> DoneAsync(
        ExternalSecret es,
        string reason,
        string message,
        DateTimeOffset began,
        CancellationToken cancel,
        string? boundTo = null,
        bool wrote = false)
    {
        memory.Remember(es, began);
        return await WriteAsync(es, status =>
        {
            Condition.Set(status, Condition.Ready, true, reason, message, context.Clock.GetUtcNow());
            status["refreshTime"] = Condition.Time(began);
            status["syncedResourceVersion"] = es.CurrentVersion;
            if (boundTo is not null)
            {
                status["binding"] = new JsonObject { ["name"] = boundTo };
            }
        }, wrote, cancel);
    }

    /// <summary>They are not. What is known of the last success stays.</summary>
    public Task FailedAsync(ExternalSecret es, string reason, string message, CancellationToken cancel) => WriteAsync(
        es,
        status => Condition.Set(status, Condition.Ready, false, reason, message, context.Clock.GetUtcNow()),
        true,
        cancel);

    private async Task<bool> WriteAsync(ExternalSecret es, Action<JsonObject> change, bool wrote, CancellationToken cancel)
    {
        var status = es.Status?.Copy() ?? [];
        status["binding"] ??= new JsonObject { ["name"] = "" };
        status["refreshTime"] ??= null;
        change(status);
        if (IsSame(es.Status, status, wrote))
        {
            context.Metrics.SavedWrite("status");
            return false;
        }

        var next = es.Object.Copy();
        next["apiVersion"] ??= EsoTypes.ExternalSecret.ApiVersion;
        next["kind"] ??= EsoTypes.ExternalSecret.Kind;
        next.Metadata()?.Remove("managedFields");
        next["status"] = status;
        externalSecrets.Observe(
            await context.Client.UpdateStatusAsync(EsoTypes.ExternalSecret, es.Namespace, next, cancel));
        context.Metrics.Wrote("status");
        return true;
    }

    /// <summary>A refresh that changed nothing moves only refreshTime: unless asked for, that is not worth a write.</summary>
    private bool IsSame(JsonObject? old, JsonObject next, bool wrote)
    {
        if (old is null)
        {
            return false;
        }

        if (JsonNode.DeepEquals(old, next))
        {
            return true;
        }

        if (wrote || !context.Options.EnableQuietStatus)
        {
            return false;
        }

        var before = old.Copy();
        var after = next.Copy();
        // The first refreshTime is news; a later one is not.
        if (before.Text("refreshTime").Length > 0)
        {
            before.Remove("refreshTime");
            after.Remove("refreshTime");
        }

        return JsonNode.DeepEquals(before, after);
    }
}
