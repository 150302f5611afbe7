using System.Collections.Concurrent;

namespace Eso.Kubernetes.Work;

/// <summary>
/// Who is busy. Every loop of the library holds a lease while it works and pauses it while it waits for the clock, for a
/// key or for bytes, so that an embedding world can tell rest from work. A wake-up resumes the lease before the waiter
/// runs: there is no moment in which due work is counted nowhere.
/// </summary>
public sealed class WorkTracker
{
    private readonly ConcurrentDictionary<WorkLease, byte> leases = new();

    /// <summary>A lease that counts as busy until paused or disposed.</summary>
    public WorkLease Begin(string what)
    {
        var lease = new WorkLease(this, what);
        leases[lease] = 0;
        return lease;
    }

    /// <summary>What is busy, a line each.</summary>
    public IReadOnlyList<string> Busy()
    {
        // Asked many times a millisecond: enumerated without the locks and the copy that Keys takes.
        List<string>? busy = null;
        foreach (var (lease, _) in leases)
        {
            if (lease.IsBusy)
            {
                (busy ??= []).Add(lease.What);
            }
        }

        return busy ?? (IReadOnlyList<string>)[];
    }

    internal void Remove(WorkLease lease) => leases.TryRemove(lease, out _);
}

/// <summary>One loop's claim to be busy.</summary>
public sealed class WorkLease : IDisposable
{
    private readonly WorkTracker owner;
    private volatile bool busy = true;

    internal WorkLease(WorkTracker owner, string what)
    {
        this.owner = owner;
        What = what;
    }

    public string What { get; }

    public bool IsBusy => busy;

    /// <summary>From here on only waiting.</summary>
    public void Pause() => busy = false;

    public void Resume() => busy = true;

    /// <summary>Waits on the clock without being busy; busy again the moment the timer fires.</summary>
    public async Task SleepAsync(TimeProvider clock, TimeSpan span, CancellationToken cancel)
    {
        if (span <= TimeSpan.Zero)
        {
            return;
        }

        var fired = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var stop = cancel.Register(() =>
        {
            busy = true;
            fired.TrySetCanceled(cancel);
        });
        using var timer = clock.CreateTimer(
            _ =>
            {
                busy = true;
                fired.TrySetResult();
            },
            null,
            Timeout.InfiniteTimeSpan,
            Timeout.InfiniteTimeSpan);
        busy = false;
        timer.Change(span, Timeout.InfiniteTimeSpan);
        await fired.Task;
    }

    public void Dispose()
    {
        busy = false;
        owner.Remove(this);
    }
}
