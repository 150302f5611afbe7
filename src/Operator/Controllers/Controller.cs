using Eso.Kubernetes;
using Eso.Kubernetes.Informers;
using Eso.Kubernetes.Queues;
using Eso.Operator.Hosting;
using Eso.Operator.Telemetry;

namespace Eso.Operator.Controllers;

/// <summary>
/// Runs reconciles for the keys of one kind, several at a time but never two for one key. A subclass says what informers
/// it needs (in its constructor) and what a reconcile does; level-based: a key carries no reason.
/// </summary>
internal abstract class ControllerBase : IAsyncDisposable
{
    private readonly CancellationTokenSource stop = new();
    private readonly List<Task> workers = [];
    private readonly RunningReconciles running = new();
    private readonly int concurrent;
    private int disposed;

    private readonly ControllerContext context;

    protected ControllerBase(
        string name, ControllerContext context, int concurrent, WorkQueueOptions<ObjectKey>? queue = null)
    {
        Name = name;
        this.context = context;
        this.concurrent = concurrent;
        var observed = (queue ?? new WorkQueueOptions<ObjectKey>()) with { Observer = context.Metrics.Queues.Observe(name) };
        Queue = new WorkQueue<ObjectKey>(context.Clock, observed);
        context.Metrics.Queues.Register(
            name, new QueueView(() => Queue.ReadyCount, () => Queue.DelayedCount, () => Queue.Unfinished));
        context.Metrics.Reconciles.Register(name, concurrent, () => Queue.ProcessingCount);
    }

    /// <summary>As in ESO's metrics: <c>externalsecret</c>, <c>secretstore</c>…</summary>
    public string Name { get; }

    public WorkQueue<ObjectKey> Queue { get; }

    /// <summary>When the oldest running reconcile began; null when none runs. For the health check.</summary>
    public DateTimeOffset? OldestStart => running.Oldest;

    /// <summary>Whether workers run: not before we lead.</summary>
    public bool IsStarted => workers.Count > 0;

    public void Start()
    {
        for (var i = 0; i < concurrent; i++)
        {
            workers.Add(Task.Run(() => WorkAsync(stop.Token)));
        }
    }

    /// <summary>
    /// What is busy; keys being reconciled begin with "~", for they may be asleep on the clock, and so do keys that no
    /// worker is free to take.
    /// </summary>
    public IEnumerable<string> Busy()
    {
        // Keys of a controller that does not lead wait for whoever takes over.
        if (IsStarted && Queue.ReadyCount is var ready and > 0)
        {
            yield return $"{(Queue.ProcessingCount < concurrent && !Queue.IsFull ? "" : "~")}{Name}: {ready} ready";
        }

        foreach (var key in Queue.Processing)
        {
            yield return $"~{Name} {key}";
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref disposed, 1) == 1)
        {
            return;
        }

        Queue.Close();
        await stop.CancelAsync();
        await Task.WhenAll(workers).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        Queue.Dispose();
        stop.Dispose();
    }

    protected abstract Task<Outcome> ReconcileAsync(ObjectKey key, CancellationToken cancel);

    private async Task WorkAsync(CancellationToken cancel)
    {
        while (await Queue.TakeAsync() is { Open: true, Key: var key } && !cancel.IsCancellationRequested)
        {
            var began = context.Clock.GetUtcNow();
            running.Begin(key, began);
            try
            {
                await OneAsync(key, began, cancel);
            }
            finally
            {
                running.End(key);
                Queue.Done(key);
            }
        }
    }

    private async Task OneAsync(ObjectKey key, DateTimeOffset began, CancellationToken cancel)
    {
        Outcome outcome;
        var result = "success";
        try
        {
            outcome = await ReconcileAsync(key, cancel);
            result = outcome.Failed ? "error" : outcome.After is null ? "success" : "requeue_after";
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            return;
        }
        catch (KubeException e) when (e.IsConflict || e.IsNamespaceTerminating)
        {
            // Somebody was faster, or the namespace goes away: look again, the informer will know more.
            ControllerLog.Conflict(context.Logger, Name, key, e.Message);
            outcome = Outcome.Retry();
            result = "requeue";
        }
        catch (Exception e)
        {
            if (e is not (KubeException or Providers.ProviderException or OperationCanceledException))
            {
                context.Metrics.Reconciles.Panicked(Name);
            }

            ControllerLog.Failed(context.Logger, Name, key, e);
            outcome = Outcome.Retry();
            result = "error";
        }

        context.Metrics.Reconciles.Ended(Name, result, context.Clock.GetUtcNow() - began);
        context.Reconciled?.Invoke(Name, key.ToString(), began, result);
        Settle(key, outcome);
    }

    private void Settle(ObjectKey key, Outcome outcome)
    {
        if (outcome.Failed)
        {
            var wait = Queue.Retry(key);
            if (outcome.After is { } latest && latest < wait)
            {
                Queue.Schedule(key, latest, outcome.Lane);
            }

            return;
        }

        Queue.Forget(key);
        if (outcome.After is { } after)
        {
            Queue.Schedule(key, after, outcome.Lane);
        }
    }
}

/// <summary>A controller of the operator proper.</summary>
internal abstract class Controller(
    string name, OperatorContext context, int concurrent, WorkQueueOptions<ObjectKey>? queue = null)
    : ControllerBase(name, context, concurrent, queue)
{
    protected OperatorContext Context { get; } = context;
}
