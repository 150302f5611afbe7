using Eso.Emulator.Kubernetes.Store;

namespace Eso.Emulator.Kubernetes.Verbs;

/// <summary>The end of a watch at its time; two seconds before it a bookmark is due, where bookmarks are welcome.</summary>
internal sealed class WatchEnd : IAsyncDisposable
{
    private static readonly TimeSpan BeforeTheEnd = TimeSpan.FromSeconds(2);
    private readonly WatcherRegistry.Watcher watcher;
    private readonly ITimer timer;
    private bool warns;
    private volatile bool isNear;

    public WatchEnd(KubeCore core, WatcherRegistry.Watcher watcher, long? timeoutSeconds, bool bookmarks)
    {
        this.watcher = watcher;
        var left = TimeSpan.FromSeconds(timeoutSeconds is { } wanted and not 0
            ? Math.Clamp(wanted, 0, int.MaxValue / 1000)
            : core.Entropy.Next(1800, 3600));
        warns = bookmarks && left > BeforeTheEnd;
        timer = core.Clock.CreateTimer(Due, null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        if (left == TimeSpan.Zero)
        {
            watcher.End();
        }
        else
        {
            timer.Change(warns ? left - BeforeTheEnd : left, Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>Whether the last bookmark is due; true once.</summary>
    public bool TakeNear()
    {
        var was = isNear;
        isNear = false;
        return was;
    }

    public ValueTask DisposeAsync() => timer.DisposeAsync();

    private void Due(object? state)
    {
        if (!warns)
        {
            watcher.End();
            return;
        }

        warns = false;
        isNear = true;
        watcher.Tick();
        timer.Change(BeforeTheEnd, Timeout.InfiniteTimeSpan);
    }
}
