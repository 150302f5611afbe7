namespace Eso.Emulator.Clock;

/// <summary>
/// A clock that knows how many of its users sleep on it. Work under way with no sleeper is busy for certain; with one,
/// it may be that one's (a back-off between two tries), and only stillness can tell.
/// </summary>
internal sealed class SleepCounter(TimeProvider inner) : TimeProvider
{
    private readonly TimeProvider inner = inner;
    private int sleeping;

    /// <summary>Delays that wait for their time now.</summary>
    public int Sleeping => Volatile.Read(ref sleeping);

    public override long TimestampFrequency => inner.TimestampFrequency;

    public override TimeZoneInfo LocalTimeZone => inner.LocalTimeZone;

    public override DateTimeOffset GetUtcNow() => inner.GetUtcNow();

    public override long GetTimestamp() => inner.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        // Task.Delay hands its own task over as the state; time-outs and schedules hand over other things.
        return state is Task && dueTime != Timeout.InfiniteTimeSpan
            ? new Sleep(this, callback, state, dueTime)
            : inner.CreateTimer(callback, state, dueTime, period);
    }

    private sealed class Sleep : ITimer
    {
        private readonly SleepCounter owner;
        private readonly TimerCallback callback;
        private readonly ITimer timer;
        private int over;

        public Sleep(SleepCounter owner, TimerCallback callback, object? state, TimeSpan dueTime)
        {
            this.owner = owner;
            this.callback = callback;
            Interlocked.Increment(ref owner.sleeping);
            timer = owner.inner.CreateTimer(Fire, state, dueTime, Timeout.InfiniteTimeSpan);
        }

        public bool Change(TimeSpan dueTime, TimeSpan period) => timer.Change(dueTime, period);

        public void Dispose()
        {
            End();
            timer.Dispose();
        }

        public ValueTask DisposeAsync()
        {
            End();
            return timer.DisposeAsync();
        }

        private void Fire(object? state)
        {
            // Awake before the sleeper's continuation runs: there is no moment in which it is neither.
            End();
            callback(state);
        }

        private void End()
        {
            if (Interlocked.Exchange(ref over, 1) == 0)
            {
                Interlocked.Decrement(ref owner.sleeping);
            }
        }
    }
}
