namespace Eso.Emulator.Clock;

/// <summary>
/// The wait for quiet. Leases and probes (<see cref="Activity"/>) tell what they know of, the world's flow
/// (<see cref="Flow"/>) whether any thread runs its code, and <see cref="Stillness"/> that nothing of it is queued: a
/// fired timer's continuation that has not begun its work yet.
/// </summary>
internal static class Quiet
{
    /// <summary>Marks a busy text as soft: work that may be asleep on a timer of this very clock (a back-off).</summary>
    public const string Soft = "~";

    /// <summary>Marks work that is all asleep by every sign there is: as many sleepers as pieces of work.</summary>
    public const string Asleep = "~~";

    private static readonly TimeSpan SoftPatience = TimeSpan.FromMilliseconds(40);
    private static readonly TimeSpan AsleepPatience = TimeSpan.FromMilliseconds(3);

    /// <summary>
    /// Where too many worlds are waited for to look into each (<see cref="Lookout"/>) the marker goes round so many times:
    /// what a thread had in its hands at the first has been begun by the last, unless the machine suspended it as long.
    /// </summary>
    private const int CrowdRounds = 24;
    private static readonly TimeSpan CrowdPatience = TimeSpan.FromMilliseconds(3);

    private enum Look
    {
        Busy,
        Soft,
        Asleep,
        Quiet,
    }

    /// <summary>Returns when the world is quiet.</summary>
    /// <exception cref="NotQuietException">It was not within <paramref name="deadline"/> of real time.</exception>
    public static Task WaitAsync(Activity activity, TimeProvider machine, TimeSpan deadline, CancellationToken cancel) =>
        activity.IsClosed && activity.Flow.IsUsed
            ? WaitClosedAsync(activity, machine, deadline, cancel)
            : WaitOpenAsync(activity, machine, deadline, cancel);

    /// <summary>
    /// Nobody in a closed world waits for anything but the clock once nothing of it runs or is queued: no patience is
    /// needed, only the proof of that (<see cref="Stillness"/>), and that nobody claims to be awake.
    /// </summary>
    private static async Task WaitClosedAsync(Activity activity, TimeProvider machine, TimeSpan deadline, CancellationToken cancel)
    {
        var asker = Flow.Leave();
        var flow = activity.Flow;
        var began = machine.GetTimestamp();
        var roundsSince = 0L;
        var rounds = 0;
        IReadOnlyList<string>? busy = null;
        using var watch = new FlowWatch(activity, asker, cancel);
        while (true)
        {
            await watch;
            var stamp = watch.Stamp;
            if (!watch.IsCrowd || !watch.IsUntouched(stamp))
            {
                rounds = 0;
            }
            else if (++rounds == 1)
            {
                roundsSince = machine.GetTimestamp();
            }

            if (watch.IsProven || (rounds >= CrowdRounds && machine.GetElapsedTime(roundsSince) > CrowdPatience))
            {
                busy = activity.Busy();
                if (Judge(busy) != Look.Busy && watch.IsUntouched(stamp))
                {
                    return;
                }

                // Somebody waits for what this process cannot see.
                watch.Known(stamp);
                rounds = 0;
            }

            if (machine.GetElapsedTime(began) > deadline)
            {
                throw new NotQuietException(
                    busy ?? [.. activity.Busy(), $"{flow.RunningElsewhere} threads run its code"], machine.GetElapsedTime(began));
            }
        }
    }

    /// <summary>
    /// Where sockets or other processes take part: leases and probes, and a moment in which nothing moves; then the proof
    /// that nothing is queued that has come through a socket already.
    /// </summary>
    private static async Task WaitOpenAsync(Activity activity, TimeProvider machine, TimeSpan deadline, CancellationToken cancel)
    {
        var asker = Flow.Leave();
        var flow = activity.Flow;
        var began = machine.GetTimestamp();
        var softSince = 0L;
        var softStamp = (-1L, -1L);
        var rounds = 0;
        using var watch = new FlowWatch(activity, asker, cancel);
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

            if (look == Look.Quiet)
            {
                await DrainAsync(machine);
                if (await HasEndedAsync(watch, (activity.Changes, flow.Entries))
                    && activity.Changes == stamp.Item1 && Judge(activity.Busy()) is Look.Quiet or Look.Asleep)
                {
                    return;
                }
            }
            else if (look != Look.Busy)
            {
                // Only sleepers: quiet once nothing at all has moved for a little while.
                if (softStamp != stamp)
                {
                    softStamp = stamp;
                    softSince = machine.GetTimestamp();
                }
                else if (machine.GetElapsedTime(softSince) > (look == Look.Asleep ? AsleepPatience : SoftPatience)
                    && await HasEndedAsync(watch, stamp))
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

    /// <summary>Whether nothing of the world is under way in the pool, and nothing has been since <paramref name="stamp"/>.</summary>
    private static async Task<bool> HasEndedAsync(FlowWatch watch, (long, long) stamp)
    {
        if (watch.IsCrowd)
        {
            // There is no moment to prove it at.
            return watch.IsUntouched(stamp);
        }

        await watch;
        return watch.IsProven && watch.IsUntouched(stamp);
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
