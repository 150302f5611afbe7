namespace Eso.Emulator.Clock;

/// <summary>
/// The wait for quiet. Leases and probes (<see cref="Activity"/>) tell exactly what they know of; two looks with the
/// thread pool drained between them cover the gap in which a fired timer's continuation has not begun its work yet.
/// </summary>
internal static class Quiet
{
    /// <summary>Marks a busy text as soft: work that may be asleep on a timer of this very clock (a back-off).</summary>
    public const string Soft = "~";

    /// <summary>Marks work that is all asleep by every sign there is: as many sleepers as pieces of work.</summary>
    public const string Asleep = "~~";

    private static readonly TimeSpan SoftPatience = TimeSpan.FromMilliseconds(40);
    private static readonly TimeSpan AsleepPatience = TimeSpan.FromMilliseconds(3);

    public static async Task WaitAsync(Activity activity, TimeProvider machine, TimeSpan deadline, CancellationToken cancel)
    {
        var began = machine.GetTimestamp();
        var softSince = 0L;
        var softChanges = -1L;
        var rounds = 0;
        while (true)
        {
            cancel.ThrowIfCancellationRequested();
            var changes = activity.Changes;
            var busy = activity.Busy();
            var hard = busy.Any(b => !b.StartsWith(Soft, StringComparison.Ordinal));
            if (!hard && busy.Count > 0)
            {
                // Only sleepers: quiet once nothing at all has moved for a little while.
                if (softChanges != changes)
                {
                    softChanges = changes;
                    softSince = machine.GetTimestamp();
                }
                else if (machine.GetElapsedTime(softSince) > PatienceWith(busy))
                {
                    return;
                }
            }
            else if (!hard)
            {
                await DrainAsync(machine);
                if (activity.Changes == changes && activity.Busy().Count == 0)
                {
                    return;
                }
            }

            if (machine.GetElapsedTime(began) > deadline)
            {
                throw new NotQuietException(busy, machine.GetElapsedTime(began));
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

    private static TimeSpan PatienceWith(IReadOnlyList<string> busy) =>
        busy.All(b => b.StartsWith(Asleep, StringComparison.Ordinal)) ? AsleepPatience : SoftPatience;

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
