namespace Eso.Emulator.Clock;

/// <summary>
/// A clock that knows how many of its users sleep on it. Work under way with no sleeper is busy for certain; with one,
/// it may be that one's (a back-off between two tries), and only stillness can tell. It can be paused: time passes, but
/// its timers fire only when it goes on, as in a process that stood still.
/// </summary>
internal sealed class SleepCounter(TimeProvider inner) : TimeProvider
{
    private readonly TimeProvider inner = inner;
    private readonly Lock gate = new();
    private readonly Queue<(Pausable Timer, long Armed)> waiting = new();
    private volatile bool paused;
    private int sleeping;

    /// <summary>Delays that wait for their time now; also a server's, whose answer somebody here may wait for.</summary>
    public int Sleeping => Volatile.Read(ref sleeping) + Awaited;

    /// <summary>Answers that a server or a fault holds back until the clock moves.</summary>
    public int Awaited => (inner as WorldClock)?.Activity.Resting ?? 0;

    public override long TimestampFrequency => inner.TimestampFrequency;

    public override TimeZoneInfo LocalTimeZone => inner.LocalTimeZone;

    public override DateTimeOffset GetUtcNow() => inner.GetUtcNow();

    public override long GetTimestamp() => inner.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        // Task.Delay hands its own task over as the state; time-outs and schedules hand over other things.
        return state is Task && dueTime != Timeout.InfiniteTimeSpan
            ? new Sleep(this, callback, state, dueTime)
            : new Pausable(this, callback, state, dueTime, period);
    }

    public void Pause()
    {
        lock (gate)
        {
            paused = true;
        }
    }

    /// <summary>Fires, in order, what fell due meanwhile and still stands.</summary>
    public void Resume()
    {
        while (true)
        {
            (Pausable Timer, long Armed) next;
            lock (gate)
            {
                if (!waiting.TryDequeue(out next))
                {
                    paused = false;
                    return;
                }
            }

            next.Timer.Late(next.Armed);
        }
    }

    /// <summary>False when the timer's owner stands still and it will fire later.</summary>
    private bool MayFire(Pausable timer, long armed)
    {
        if (!paused)
        {
            return true;
        }

        lock (gate)
        {
            if (paused)
            {
                waiting.Enqueue((timer, armed));
            }

            return !paused;
        }
    }

    /// <summary>A timer that waits while its owner stands still.</summary>
    private sealed class Pausable : ITimer
    {
        private readonly SleepCounter owner;
        private readonly TimerCallback callback;
        private readonly object? state;
        private readonly ITimer timer;
        private long armed;

        public Pausable(SleepCounter owner, TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            this.owner = owner;
            this.callback = callback;
            this.state = state;
            timer = owner.inner.CreateTimer(static self => ((Pausable)self!).Fire(), this, dueTime, period);
        }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            Interlocked.Increment(ref armed);
            return timer.Change(dueTime, period);
        }

        public void Dispose()
        {
            Interlocked.Increment(ref armed);
            timer.Dispose();
        }

        public ValueTask DisposeAsync()
        {
            Interlocked.Increment(ref armed);
            return timer.DisposeAsync();
        }

        /// <summary>Fires after a pause, unless it was set anew or disposed since it fell due.</summary>
        public void Late(long due)
        {
            if (Interlocked.Read(ref armed) == due)
            {
                callback(state);
            }
        }

        private void Fire()
        {
            if (owner.MayFire(this, Interlocked.Read(ref armed)))
            {
                callback(state);
            }
        }
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
            timer = new Pausable(owner, Fire, state, dueTime, Timeout.InfiniteTimeSpan);
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
