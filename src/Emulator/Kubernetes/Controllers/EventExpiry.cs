using Eso.Emulator.Kubernetes.Store;

namespace Eso.Emulator.Kubernetes.Controllers;

/// <summary>Events live an hour or as long as is said, as under the API server's --event-ttl; watchers see them deleted.</summary>
internal sealed class EventExpiry : IController, IDisposable
{
    public const string ControllerName = "event-expiry";
    private const string StorageKey = "events";
    private readonly KubeCore core;
    private readonly Lock gate = new();
    private readonly Queue<(DateTimeOffset Due, string Key, long Revision)> pending = new();
    private readonly ITimer timer;

    public EventExpiry(KubeCore core)
    {
        this.core = core;
        timer = core.Clock.CreateTimer(_ => Expire(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public string Name => ControllerName;

    public ValueTask ChangedAsync(StoreEvent change, CancellationToken cancellation)
    {
        // etcd's lease is renewed by every write; an older entry of the queue then no longer fits.
        if (change.Table!.StorageKey == StorageKey && change.Type != StoreEventType.Deleted)
        {
            lock (gate)
            {
                pending.Enqueue((core.Now + core.Options.EventTtl, change.Object!.Key, change.Revision));
                if (pending.Count == 1)
                {
                    timer.Change(core.Options.EventTtl, Timeout.InfiniteTimeSpan);
                }
            }
        }

        return ValueTask.CompletedTask;
    }

    public void Dispose() => timer.Dispose();

    private void Expire()
    {
        var table = core.Store.Table(StorageKey);
        lock (gate)
        {
            while (pending.TryPeek(out var next) && next.Due <= core.Now)
            {
                pending.Dequeue();
                if (table.Current.Find(next.Key) is { } stored && stored.Revision == next.Revision)
                {
                    core.Store.TryRemove(table, stored);
                }
            }

            if (pending.TryPeek(out var later))
            {
                timer.Change(later.Due - core.Now, Timeout.InfiniteTimeSpan);
            }
        }
    }
}
