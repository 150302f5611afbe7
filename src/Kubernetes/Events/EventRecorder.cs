using System.Globalization;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using Eso.Kubernetes.Informers;
using Eso.Kubernetes.Work;

namespace Eso.Kubernetes.Events;

/// <summary>
/// Writes core/v1 Events in the background as client-go does: an event seen before raises its count, a flood about one
/// object is cut off (25 at once, then one in five minutes). Never waits, never fails its caller.
/// </summary>
public sealed class EventRecorder : IAsyncDisposable
{
    private const int QueuedMax = 10_000;
    private const int MessageMax = 1024;
    private readonly InformerContext context;
    private readonly Channel<Recorded> queue = Channel.CreateBounded<Recorded>(
        new BoundedChannelOptions(QueuedMax) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });

    private readonly EventMemory memory;
    private readonly CancellationTokenSource stop = new();
    private readonly WorkLease lease;
    private readonly Task loop;
    private int pending;

    public EventRecorder(InformerContext context)
    {
        this.context = context;
        memory = new EventMemory(context.Clock);
        lease = context.Work.Begin("event recorder");
        lease.Pause();
        loop = Task.Run(() => RunAsync(stop.Token));
    }

    /// <summary>Records that something happened to an object.</summary>
    /// <param name="about">The object: apiVersion, kind and metadata are read.</param>
    /// <param name="source">Component that says so.</param>
    /// <param name="warning">Warning rather than Normal.</param>
    /// <param name="reason">One word.</param>
    /// <param name="message">A sentence without secret values.</param>
    public void Record(JsonObject about, string source, bool warning, string reason, string message)
    {
        if (message.Length > MessageMax)
        {
            message = message[..(MessageMax - 3)] + "...";
        }

        var recorded = new Recorded(
            about.ApiVersion(),
            about.Kind(),
            about.Namespace(),
            about.Name(),
            about.Uid(),
            about.ResourceVersion(),
            source,
            warning ? "Warning" : "Normal",
            reason,
            message,
            context.Clock.GetUtcNow());
        Interlocked.Increment(ref pending);
        lease.Resume();
        if (!queue.Writer.TryWrite(recorded))
        {
            Settle();
        }
    }

    public async ValueTask DisposeAsync()
    {
        queue.Writer.TryComplete();
        using var limit = new CancellationTokenSource(TimeSpan.FromMilliseconds(500), context.Clock);
        try
        {
            await loop.WaitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            await stop.CancelAsync();
        }

        lease.Dispose();
    }

    private async Task RunAsync(CancellationToken cancel)
    {
        try
        {
            await foreach (var recorded in queue.Reader.ReadAllAsync(cancel))
            {
                try
                {
                    await WriteAsync(recorded, cancel);
                }
                catch (KubeException e)
                {
                    EventLog.NotWritten(context.Logger, recorded.Reason, recorded.Name, e);
                }
                finally
                {
                    Settle();
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The program ends; what is still queued is lost, as events may be.
        }
    }

    private void Settle()
    {
        if (Interlocked.Decrement(ref pending) == 0)
        {
            lease.Pause();
            if (Volatile.Read(ref pending) > 0)
            {
                lease.Resume();
            }
        }
    }

    private async Task WriteAsync(Recorded recorded, CancellationToken cancel)
    {
        var ns = recorded.Namespace.Length > 0 ? recorded.Namespace : "default";
        if (memory.IsFlood(recorded))
        {
            return;
        }

        if (memory.Find(recorded) is { } known)
        {
            var patch = new JsonObject { ["count"] = known.Count + 1, ["lastTimestamp"] = Time(recorded.At) };
            try
            {
                await context.Client.PatchAsync(CoreTypes.Event, ns, known.Name, Client.PatchKind.Merge, patch, cancel);
                memory.Remember(recorded, known with { Count = known.Count + 1 });
                return;
            }
            catch (KubeException e) when (e.IsNotFound)
            {
                // Events live an hour; begin again.
            }
        }

        var name = $"{recorded.Name}.{recorded.At.ToUnixTimeMilliseconds() * 1_000_000 + memory.NextNumber():x}";
        try
        {
            await context.Client.CreateAsync(CoreTypes.Event, ns, Body(recorded, ns, name), cancel);
            memory.Remember(recorded, new EventMemory.Known(name, 1));
        }
        catch (KubeException e) when (e.IsNamespaceTerminating || e.IsNotFound)
        {
            // Nobody will read events of a namespace that goes away.
        }
    }

    private static JsonObject Body(Recorded r, string ns, string name) => new()
    {
        ["apiVersion"] = "v1",
        ["kind"] = "Event",
        ["metadata"] = new JsonObject { ["name"] = name, ["namespace"] = ns },
        ["involvedObject"] = new JsonObject
        {
            ["apiVersion"] = r.ApiVersion,
            ["kind"] = r.Kind,
            ["namespace"] = r.Namespace.Length > 0 ? r.Namespace : null,
            ["name"] = r.Name,
            ["uid"] = r.Uid,
            ["resourceVersion"] = r.ResourceVersion,
        },
        ["reason"] = r.Reason,
        ["message"] = r.Message,
        ["type"] = r.Type,
        ["source"] = new JsonObject { ["component"] = r.Source },
        ["reportingComponent"] = r.Source,
        ["reportingInstance"] = "",
        ["firstTimestamp"] = Time(r.At),
        ["lastTimestamp"] = Time(r.At),
        ["count"] = 1,
        ["eventTime"] = null,
    };

    private static string Time(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}

/// <summary>One call of <see cref="EventRecorder.Record"/>.</summary>
internal sealed record Recorded(
    string ApiVersion,
    string Kind,
    string Namespace,
    string Name,
    string Uid,
    string ResourceVersion,
    string Source,
    string Type,
    string Reason,
    string Message,
    DateTimeOffset At);
