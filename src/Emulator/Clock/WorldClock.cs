using System.Globalization;

namespace Eso.Emulator.Clock;

/// <summary>Whether a world's time stands still until told, or runs with the machine's.</summary>
internal enum ClockMode
{
    /// <summary>Time moves only by <see cref="WorldClock.AdvanceAsync"/>.</summary>
    Manual,

    /// <summary>Time runs; <see cref="WorldClock.AdvanceAsync"/> jumps ahead, firing what falls due on the way.</summary>
    Real,
}

/// <summary>
/// The one clock of a world: operator, API server and AWS all take it as their TimeProvider. Timers fire in the order
/// in which they fall due (ties: in the order they were made); an advance moves from one due time to the next and lets
/// the world settle between them, so that no piece of work sees a later time than the one it fell due at.
/// </summary>
internal sealed class WorldClock : TimeProvider, IDisposable
{
    private readonly Lock gate = new();
    private readonly SortedSet<WorldTimer> pending = new(WorldTimer.ByDue);
    private readonly SemaphoreSlim advancing = new(1, 1);
    private readonly TimeProvider machine;
    private readonly ITimer? driver;
    private readonly long machineStart;
    private readonly DateTimeOffset start;
    private TimeSpan offset;
    private long nextId;

    /// <param name="mode">Manual or real.</param>
    /// <param name="start">The world's time at the beginning; null: the machine's.</param>
    /// <param name="activity">Who is busy: what an advance waits for.</param>
    /// <param name="machine">The machine's clock: paces a real world and bounds every wait for quiet.</param>
    public WorldClock(ClockMode mode, DateTimeOffset? start, Activity activity, TimeProvider machine)
    {
        Mode = mode;
        Activity = activity;
        this.machine = machine;
        this.start = (start ?? machine.GetUtcNow()).ToUniversalTime();
        machineStart = machine.GetTimestamp();
        if (mode == ClockMode.Real)
        {
            driver = machine.CreateTimer(_ => FireDue(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }
    }

    public ClockMode Mode { get; }

    public Activity Activity { get; }

    /// <summary>Real time that one wait for quiet may take before it is given up with the names of who is busy.</summary>
    public TimeSpan QuietDeadline { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Timers waiting to fire.</summary>
    public int PendingTimers
    {
        get
        {
            lock (gate)
            {
                return pending.Count;
            }
        }
    }

    /// <summary>How often time has moved from one due time to the next.</summary>
    public long Steps { get; private set; }

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    public override DateTimeOffset GetUtcNow()
    {
        lock (gate)
        {
            return Now();
        }
    }

    public override long GetTimestamp() => GetUtcNow().Ticks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new WorldTimer(this, callback, state, Interlocked.Increment(ref nextId));
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>When the next timer falls due; null when none is pending.</summary>
    public DateTimeOffset? NextDue()
    {
        lock (gate)
        {
            return pending.Min?.Due;
        }
    }

    /// <summary>Moves time ahead, quiet to quiet; returns when every piece of work that fell due has settled.</summary>
    /// <exception cref="NotQuietException">The world did not settle within <see cref="QuietDeadline"/> of real time.</exception>
    public async Task AdvanceAsync(TimeSpan by, CancellationToken cancel = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(by, TimeSpan.Zero);
        Flow.LeaveContext();
        await advancing.WaitAsync(cancel);
        try
        {
            var target = GetUtcNow() + by;
            await SettleAsync(cancel);
            while (StepTowards(target))
            {
                await SettleAsync(cancel);
            }
        }
        finally
        {
            advancing.Release();
        }
    }

    /// <summary>Moves time to the next due timer if there is one up to <paramref name="limit"/>, and settles; false when there is none.</summary>
    public async Task<bool> AdvanceToNextAsync(DateTimeOffset limit, CancellationToken cancel = default)
    {
        Flow.LeaveContext();
        await advancing.WaitAsync(cancel);
        try
        {
            if (NextDue() is not { } due || due > limit)
            {
                return false;
            }

            StepTowards(due);
            await SettleAsync(cancel);
            return true;
        }
        finally
        {
            advancing.Release();
        }
    }

    /// <summary>Waits, in real time, until nothing in the world is busy.</summary>
    public Task SettleAsync(CancellationToken cancel = default) =>
        Quiet.WaitAsync(Activity, machine, QuietDeadline, cancel);

    public void Dispose()
    {
        driver?.Dispose();
        lock (gate)
        {
            pending.Clear();
        }
    }

    /// <summary>Sets the time to the earliest due time up to <paramref name="target"/> and fires; false when the target is reached.</summary>
    private bool StepTowards(DateTimeOffset target)
    {
        lock (gate)
        {
            Steps++;
            var now = Now();
            var due = pending.Min?.Due;
            if (due is null || due > target)
            {
                if (now >= target)
                {
                    return false;
                }

                offset += target - now;
                return true;
            }

            if (due > now)
            {
                offset += due.Value - now;
            }
        }

        FireDue();
        return true;
    }

    private DateTimeOffset Now() => Mode == ClockMode.Manual
        ? start + offset
        : start + offset + machine.GetElapsedTime(machineStart);

    private void FireDue()
    {
        while (true)
        {
            WorldTimer? timer;
            lock (gate)
            {
                timer = pending.Min;
                if (timer is null || timer.Due > Now())
                {
                    Drive();
                    return;
                }

                pending.Remove(timer);
                if (timer.Period > TimeSpan.Zero)
                {
                    timer.Due += timer.Period;
                    pending.Add(timer);
                }
                else
                {
                    timer.Armed = false;
                }
            }

            timer.Fire();
        }
    }

    /// <summary>Points the machine's timer at the next due time; the gate is held.</summary>
    private void Drive()
    {
        if (driver is null || pending.Min is not { } next)
        {
            return;
        }

        var wait = next.Due - Now();
        // A machine timer takes at most about 49 days; a longer wait is taken in parts.
        wait = wait < TimeSpan.Zero ? TimeSpan.Zero : wait > TimeSpan.FromDays(40) ? TimeSpan.FromDays(40) : wait;
        driver.Change(wait + TimeSpan.FromMilliseconds(wait > TimeSpan.Zero ? 1 : 0), Timeout.InfiniteTimeSpan);
    }

    private bool Schedule(WorldTimer timer, TimeSpan dueTime, TimeSpan period)
    {
        lock (gate)
        {
            if (timer.Disposed)
            {
                return false;
            }

            if (timer.Armed)
            {
                pending.Remove(timer);
                timer.Armed = false;
            }

            if (dueTime != Timeout.InfiniteTimeSpan)
            {
                timer.Due = Now() + (dueTime < TimeSpan.Zero ? TimeSpan.Zero : dueTime);
                timer.Period = period == Timeout.InfiniteTimeSpan ? TimeSpan.Zero : period;
                timer.Armed = true;
                pending.Add(timer);
                Drive();
            }
        }

        // A manual world never fires by itself, but what is due at once must not wait for an advance.
        if (Mode == ClockMode.Manual && dueTime == TimeSpan.Zero)
        {
            ThreadPool.UnsafeQueueUserWorkItem(static clock => clock.FireDue(), this, preferLocal: false);
        }

        return true;
    }

    private void Remove(WorldTimer timer)
    {
        lock (gate)
        {
            timer.Disposed = true;
            if (timer.Armed)
            {
                pending.Remove(timer);
                timer.Armed = false;
            }
        }
    }

    private sealed class WorldTimer(WorldClock clock, TimerCallback callback, object? state, long id) : ITimer
    {
        public static readonly IComparer<WorldTimer> ByDue = Comparer<WorldTimer>.Create(static (a, b) =>
            a.Due != b.Due ? a.Due.CompareTo(b.Due) : a.Id.CompareTo(b.Id));

        private readonly ExecutionContext? context = ExecutionContext.Capture();

        public long Id { get; } = id;

        public DateTimeOffset Due { get; set; }

        public TimeSpan Period { get; set; }

        public bool Armed { get; set; }

        public bool Disposed { get; set; }

        public bool Change(TimeSpan dueTime, TimeSpan period) => clock.Schedule(this, dueTime, period);

        public void Fire()
        {
            if (context is null)
            {
                callback(state);
                return;
            }

            ExecutionContext.Run(context, static s => ((WorldTimer)s!).Call(), this);
        }

        public void Dispose() => clock.Remove(this);

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }

        private void Call() => callback(state);
    }
}

/// <summary>The world did not become quiet in time; the message names who was busy.</summary>
internal sealed class NotQuietException(IReadOnlyList<string> busy, TimeSpan waited) : Exception(
    string.Create(CultureInfo.InvariantCulture, $"The world was not quiet after {waited.TotalSeconds:0.#} s of real time. Busy: ")
    + (busy.Count == 0 ? "nothing by name, but work kept starting" : string.Join("; ", busy.Take(12))))
{
    public IReadOnlyList<string> Busy { get; } = busy;
}
