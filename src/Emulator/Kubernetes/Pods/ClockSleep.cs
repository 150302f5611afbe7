using Eso.Emulator.Clock;

namespace Eso.Emulator.Kubernetes.Pods;

/// <summary>Sleeping on the world's clock without a gap in which the world looks quiet at the moment of waking.</summary>
internal static class ClockSleep
{
    /// <summary>
    /// Waits; the lease is taken inside the timer's callback, so that the clock does not move on before the sleeper has
    /// done its work. The caller disposes it.
    /// </summary>
    public static async Task<Activity.Lease> WaitAsync(
        TimeProvider clock,
        Activity activity,
        string what,
        TimeSpan time,
        CancellationToken cancellation,
        Action? armed = null)
    {
        if (time <= TimeSpan.Zero)
        {
            armed?.Invoke();
            return activity.Begin(what);
        }

        var woken = new TaskCompletionSource<Activity.Lease>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = cancellation.Register(() => woken.TrySetCanceled(cancellation))
            .ConfigureAwait(false);
        await using var timer = clock.CreateTimer(
            _ =>
            {
                var lease = activity.Begin(what);
                if (!woken.TrySetResult(lease))
                {
                    lease.Dispose();
                }
            },
            null,
            Limit(time),
            Timeout.InfiniteTimeSpan).ConfigureAwait(false);
        // Only now may the sleeper's own lease go: the timer is there to wake it.
        armed?.Invoke();
        return await woken.Task.ConfigureAwait(false);
    }

    // Timers take no more than this; a pod that sleeps for ever wakes once in 49 days.
    private static TimeSpan Limit(TimeSpan time) =>
        time > TimeSpan.FromMilliseconds(uint.MaxValue - 2) ? TimeSpan.FromMilliseconds(uint.MaxValue - 2) : time;
}
