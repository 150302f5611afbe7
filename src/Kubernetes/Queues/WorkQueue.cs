namespace Eso.Kubernetes.Queues;

/// <summary>Which of two lanes a key waits in: new work passes a queue of refreshes.</summary>
public enum Lane
{
    /// <summary>First syncs, user edits, drift.</summary>
    New,

    /// <summary>Periodic work.</summary>
    Refresh,
}

/// <summary>
/// Keys to be worked on: each at most once at a time and at most once waiting; a key added while it is worked on waits
/// until it is done. Delayed keys wait on the clock, failed ones with a backoff of their own.
/// </summary>
/// <typeparam name="TKey">What identifies a piece of work.</typeparam>
public sealed partial class WorkQueue<TKey> : IDisposable
    where TKey : notnull
{
    /// <summary>One refresh is let in after so many new ones in a row, so that refreshes never starve.</summary>
    private const int NewInARowMax = 16;

    private readonly Lock gate = new();
    private readonly WorkQueueOptions<TKey> options;
    private readonly TimeProvider clock;
    private readonly Dictionary<TKey, (Lane Lane, long Since)> waiting = [];
    private readonly Queue<TKey>[] lanes = [new(), new()];
    private readonly Dictionary<TKey, (Lane? Again, long Since)> processing = [];
    private readonly Dictionary<TKey, int> failures = [];
    private readonly Queue<TaskCompletionSource<Taken<TKey>>> takers = [];
    private readonly Dictionary<string, Group> groups = new(StringComparer.Ordinal);
    private readonly Dictionary<TKey, (Group Group, Lane Lane)> groupOf = [];
    private int newInARow;
    private long lastTaken;
    private bool closed;

    public WorkQueue(TimeProvider clock, WorkQueueOptions<TKey>? options = null)
    {
        this.clock = clock;
        this.options = options ?? new WorkQueueOptions<TKey>();
        timer = clock.CreateTimer(_ => ReleaseDue(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Keys ready to be taken.</summary>
    public int ReadyCount
    {
        get
        {
            lock (gate)
            {
                return waiting.Count;
            }
        }
    }

    /// <summary>Keys being worked on.</summary>
    public int ProcessingCount
    {
        get
        {
            lock (gate)
            {
                return processing.Count;
            }
        }
    }

    /// <summary>The keys being worked on now.</summary>
    public IReadOnlyList<TKey> Processing
    {
        get
        {
            lock (gate)
            {
                return [.. processing.Keys];
            }
        }
    }

    /// <summary>How long keys have been ready without any being taken; zero when none is ready.</summary>
    public TimeSpan Standstill
    {
        get
        {
            lock (gate)
            {
                if (waiting.Count == 0)
                {
                    return TimeSpan.Zero;
                }

                return clock.GetElapsedTime(Math.Max(lastTaken, waiting.Values.Min(w => w.Since)));
            }
        }
    }

    /// <summary>Since when each key is worked on, all together and the longest.</summary>
    public (TimeSpan Sum, TimeSpan Longest) Unfinished
    {
        get
        {
            lock (gate)
            {
                var sum = TimeSpan.Zero;
                var longest = TimeSpan.Zero;
                foreach (var work in processing.Values)
                {
                    var took = clock.GetElapsedTime(work.Since);
                    sum += took;
                    longest = took > longest ? took : longest;
                }

                return (sum, longest);
            }
        }
    }

    /// <summary>Makes a key ready now; a delayed wake-up of it is dropped, since its work will set a new one.</summary>
    public void Add(TKey key, Lane lane = Lane.New)
    {
        lock (gate)
        {
            Undelay(key);
            AddLocked(key, lane);
        }
    }

    /// <summary>Takes the next key; none when the queue is closed. Every key taken must come back through <see cref="Done"/>.</summary>
    public Task<Taken<TKey>> TakeAsync()
    {
        lock (gate)
        {
            if (closed)
            {
                return Task.FromResult(default(Taken<TKey>));
            }

            if (TryTake(out var key))
            {
                return Task.FromResult(new Taken<TKey>(true, key));
            }

            var taker = new TaskCompletionSource<Taken<TKey>>(TaskCreationOptions.RunContinuationsAsynchronously);
            takers.Enqueue(taker);
            return taker.Task;
        }
    }

    /// <summary>The key's work is over; if it was added meanwhile it becomes ready again.</summary>
    public void Done(TKey key)
    {
        lock (gate)
        {
            if (!processing.Remove(key, out var work))
            {
                return;
            }

            options.Observer?.Done(clock.GetElapsedTime(work.Since));
            Unpark(key);
            if (work.Again is { } lane)
            {
                AddLocked(key, lane);
            }
        }
    }

    /// <summary>Wakes nobody any more; takers get none. Keys being worked on may still come back.</summary>
    public void Close()
    {
        lock (gate)
        {
            closed = true;
            waiting.Clear();
            while (takers.TryDequeue(out var taker))
            {
                taker.TrySetResult(default);
            }
        }
    }

    public void Dispose()
    {
        Close();
        timer.Dispose();
    }

    private void AddLocked(TKey key, Lane lane)
    {
        if (closed)
        {
            return;
        }

        if (processing.TryGetValue(key, out var work))
        {
            processing[key] = (work.Again is { } known && known < lane ? known : lane, work.Since);
            return;
        }

        var isWaiting = waiting.TryGetValue(key, out var already);
        if (isWaiting && already.Lane <= lane)
        {
            return;
        }

        // A key that moves up leaves a stale entry behind in its old lane, skipped when it is met.
        waiting[key] = (lane, isWaiting ? already.Since : clock.GetTimestamp());
        if (!isWaiting)
        {
            options.Observer?.Added();
        }

        lanes[(int)lane].Enqueue(key);
        HandOut();
    }

    private void HandOut()
    {
        while (takers.Count > 0 && TryTake(out var key))
        {
            takers.Dequeue().TrySetResult(new Taken<TKey>(true, key));
        }
    }

    private bool TryTake(out TKey key)
    {
        while (NextLane() is { } lane)
        {
            key = lanes[(int)lane].Dequeue();
            if (!waiting.TryGetValue(key, out var current) || current.Lane != lane || Park(key, lane))
            {
                continue;
            }

            newInARow = lane == Lane.New ? newInARow + 1 : 0;
            waiting.Remove(key);
            processing[key] = (null, clock.GetTimestamp());
            lastTaken = clock.GetTimestamp();
            options.Observer?.Taken(clock.GetElapsedTime(current.Since));
            return true;
        }

        key = default!;
        return false;
    }

    private Lane? NextLane()
    {
        var fresh = lanes[(int)Lane.New].Count > 0;
        var refresh = lanes[(int)Lane.Refresh].Count > 0;
        if (fresh && (!refresh || newInARow < NewInARowMax))
        {
            return Lane.New;
        }

        return refresh ? Lane.Refresh : null;
    }
}

/// <summary>A key to work on, or (not Open) the end of the queue.</summary>
public readonly record struct Taken<TKey>(bool Open, TKey Key);
