using System.Text.Json.Nodes;
using Eso.Kubernetes;
using Eso.Kubernetes.Client;
using Eso.Kubernetes.Informers;
using Eso.Operator.Hosting;

namespace Eso.Operator.Controllers;

/// <summary>Adds and removes one finalizer of an object; guarded by its version, so that nobody else's is lost.</summary>
internal sealed class Finalizers(OperatorContext context, ResourceType type, string finalizer)
{
    /// <summary>A watch tells of an object's end long before so many others have ended.</summary>
    private const int RememberedMax = 1_024;

    private readonly Lock gate = new();
    private readonly Queue<string> order = [];
    private readonly HashSet<string> removed = new(StringComparer.Ordinal);

    /// <summary>
    /// Whether the object has it. One from which this operator has taken it while it was being deleted has it no longer,
    /// whatever a cache still shows: nobody can put it back there.
    /// </summary>
    public bool On(JsonObject o) => o.Finalizers().Contains(finalizer) && !WasRemoved(o);

    /// <summary>
    /// Whether a change of the finalizers is news: somebody else's came or went, or ours was lost. That ours came is
    /// none: its echo on the watch may overtake the answer to the write, and would then wake a key already at work.
    /// </summary>
    public bool IsNews(JsonObject old, JsonObject next) =>
        (On(old) && !On(next))
        || !old.Finalizers().Where(f => f != finalizer).SequenceEqual(next.Finalizers().Where(f => f != finalizer));

    /// <summary>The object with the finalizer; written only when it lacks it.</summary>
    /// <param name="o">The object.</param>
    /// <param name="informer">Learns of the write; null where the echo will do.</param>
    /// <param name="cancel">Stops it.</param>
    public async Task<JsonObject> AddAsync(JsonObject o, Informer? informer, CancellationToken cancel)
    {
        if (On(o))
        {
            return o;
        }

        var written = await WriteAsync(o, o.Finalizers().Append(finalizer), cancel);
        informer?.Observe(written);
        return written;
    }

    /// <summary>The object without it; written only when it has it. An object that is gone is as good.</summary>
    public async Task<JsonObject> RemoveAsync(JsonObject o, Informer? informer, CancellationToken cancel)
    {
        if (!On(o))
        {
            return o;
        }

        try
        {
            var written = await WriteAsync(o, o.Finalizers().Where(f => f != finalizer), cancel);
            if (written.IsDeleting())
            {
                // It ends with its last finalizer: the watch tells.
                Remember(written);
            }
            else
            {
                informer?.Observe(written);
            }

            return written;
        }
        catch (KubeException e) when (e.IsNotFound)
        {
            return o;
        }
    }

    private bool WasRemoved(JsonObject o)
    {
        lock (gate)
        {
            return removed.Contains(o.Uid());
        }
    }

    private void Remember(JsonObject o)
    {
        lock (gate)
        {
            if (removed.Add(o.Uid()))
            {
                order.Enqueue(o.Uid());
                if (order.Count > RememberedMax)
                {
                    removed.Remove(order.Dequeue());
                }
            }
        }
    }

    private Task<JsonObject> WriteAsync(JsonObject o, IEnumerable<string> finalizers, CancellationToken cancel)
    {
        var patch = new JsonObject
        {
            ["metadata"] = new JsonObject
            {
                ["finalizers"] = new JsonArray([.. finalizers.Select(f => (JsonNode)f)]),
                ["resourceVersion"] = o.ResourceVersion(),
            },
        };
        context.Metrics.Wrote("finalizer");
        return context.Client.PatchAsync(type, o.Namespace(), o.Name(), PatchKind.Merge, patch, cancel);
    }
}
