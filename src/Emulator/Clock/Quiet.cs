namespace Eso.Emulator.Clock;

/// <summary>
/// The wait for quiet. Leases and probes (<see cref="Activity"/>) tell what they know of, the world's flow
/// (<see cref="Flow"/>) whether any thread runs its code; two looks with the thread pool drained between them cover the
/// gap in which a fired timer's continuation has not begun its work yet.
/// </summary>
internal static class Quiet
{
    /// <summary>Marks a busy text as soft: work that may be asleep on a timer of this very clock (a back-off).</summary>
    public const string Soft = "~";

    /// <summary>Marks work that is all asleep by every sign there is: as many sleepers as pieces of work.</summary>
    public const string Asleep = "~~";

    private static readonly TimeSpan SoftPatience = TimeSpan.FromMilliseconds(40);
    private static readonly TimeSpan AsleepPatience = TimeSpan.FromMilliseconds(3);
    private static readonly TimeSpan ClosedPatience = TimeSpan.FromMilliseconds(1);

    private enum Look
    {
        Busy,
        Soft,
        Asleep,
        Quiet,
    }

    public static async Task WaitAsync(Activity activity, TimeProvider machine, TimeSpan deadline, CancellationToken cancel)
    {
        var flow = activity.Flow;
        var began = machine.GetTimestamp();
        var softSince = 0L;
        var softStamp = (-1L, -1L);
        var rounds = 0;
        while (true)
        {
            cancel.ThrowIfCancellationRequested();
            var stamp = (activity.Changes, flow.Entries);
            IReadOnlyList<string>? busy = null;
            var look = Look.Busy;
            if (flow.RunningElsewhere == 0)
            {
                // Asked only when nothing runs: most looks come while work is under way.
                busy = activity.Busy();
                look = Judge(busy);
            }

            var closed = activity.IsClosed && flow.IsUsed;
            if (look == Look.Quiet || (closed && look == Look.Asleep))
            {
                if (await IsStillAsync(activity, stamp, closed, machine) && Judge(activity.Busy()) is Look.Quiet or Look.Asleep)
                {
                    return;
                }
            }
            else if (look != Look.Busy)
            {
                // Only sleepers: quiet once nothing at all has moved for a little while.
                if (softStamp != stamp || (closed && ThreadPool.PendingWorkItemCount > 0))
                {
                    softStamp = stamp;
                    softSince = machine.GetTimestamp();
                }
                else if (machine.GetElapsedTime(softSince) > (closed ? ClosedPatience : look == Look.Asleep ? AsleepPatience : SoftPatience))
                {
                    return;
                }
            }

            if (machine.GetElapsedTime(began) > deadline)
            {
                throw new NotQuietException(
                    busy ?? [.. activity.Busy(), $"{flow.RunningElsewhere} threads run its code"], machine.GetElapsedTime(began));
            }

            // Most work ends within microseconds: look again at once a few times, then give the cores away.
            if (++rounds < 50)
            {
                await Task.Yield();
            }
            else
            {
                await Task.Delay(TimeSpan.FromMilliseconds(1), machine, cancel);
            }
        }
    }

    private static Look Judge(IReadOnlyList<string> busy)
    {
        var look = Look.Quiet;
        for (var i = 0; i < busy.Count; i++)
        {
            var one = !busy[i].StartsWith(Soft, StringComparison.Ordinal) ? Look.Busy
                : busy[i].StartsWith(Asleep, StringComparison.Ordinal) ? Look.Asleep : Look.Soft;
            look = one < look ? one : look;
        }

        return look;
    }

    /// <summary>Lets queued continuations run; true when none of them was this world's.</summary>
    private static async Task<bool> IsStillAsync(Activity activity, (long, long) stamp, bool closed, TimeProvider machine)
    {
        if (!closed)
        {
            await DrainAsync(machine);
            return activity.Changes == stamp.Item1 && activity.Flow.RunningElsewhere == 0;
        }

        var calm = 0;
        for (var i = 0; i < 8 && calm < 2; i++)
        {
            await Task.Yield();
            if ((activity.Changes, activity.Flow.Entries) != stamp || activity.Flow.RunningElsewhere > 0)
            {
                return false;
            }

            calm += ThreadPool.PendingWorkItemCount == 0 ? 1 : 0;
        }

        if (calm < 2)
        {
            // Other worlds share the pool: do not wait for them for ever.
            await Task.Delay(ClosedPatience, machine);
        }

        return (activity.Changes, activity.Flow.Entries) == stamp && activity.Flow.RunningElsewhere == 0;
    }

    /// <summary>Lets queued continuations run until the pool stands still over two looks, or for a moment if it never does.</summary>
    private static async Task DrainAsync(TimeProvider machine)
    {
        var completed = ThreadPool.CompletedWorkItemCount;
        for (var i = 0; i < 8; i++)
        {
            await Task.Yield();
            if (ThreadPool.PendingWorkItemCount > 0)
            {
                continue;
            }

            // The yields themselves complete one item each; anything beyond that is somebody's work.
            var now = ThreadPool.CompletedWorkItemCount;
            if (now - completed <= 2)
            {
                return;
            }

            completed = now;
        }

        // Other worlds share the pool: do not wait for them for ever.
        await Task.Delay(TimeSpan.FromMilliseconds(1), machine);
    }
}
