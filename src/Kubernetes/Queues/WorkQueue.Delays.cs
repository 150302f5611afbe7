namespace Eso.Kubernetes.Queues;

public sealed partial class WorkQueue<TKey>
{
    private readonly ITimer timer;
    private readonly PriorityQueue<(TKey Key, long Number), DateTimeOffset> due = new();
    private readonly Dictionary<TKey, (long Number, DateTimeOffset At, Lane Lane)> delayed = [];
    private long numbers;

    /// <summary>Keys that wait for the clock.</summary>
    public int DelayedCount
    {
        get
        {
            lock (gate)
            {
                return delayed.Count;
            }
        }
    }

    /// <summary>When the key will become ready by itself; null when it will not.</summary>
    public DateTimeOffset? WakesAt(TKey key)
    {
        lock (gate)
        {
            return delayed.TryGetValue(key, out var entry) ? entry.At : null;
        }
    }

    /// <summary>Makes a key ready after a while, replacing an earlier delay of it.</summary>
    public void Schedule(TKey key, TimeSpan delay, Lane lane = Lane.Refresh)
    {
        lock (gate)
        {
            Undelay(key);
            if (closed)
            {
                return;
            }

            if (delay <= TimeSpan.Zero)
            {
                AddLocked(key, lane);
                return;
            }

            var at = clock.GetUtcNow() + delay;
            delayed[key] = (++numbers, at, lane);
            due.Enqueue((key, numbers), at);
            if (due.Peek().Number == numbers)
            {
                timer.Change(delay, Timeout.InfiniteTimeSpan);
            }

            Compact();
        }
    }

    /// <summary>Makes a failed key ready after its backoff, which doubles with every failure until <see cref="Forget"/>.</summary>
    /// <returns>The wait.</returns>
    public TimeSpan Retry(TKey key, Lane lane = Lane.New)
    {
        lock (gate)
        {
            var count = failures.GetValueOrDefault(key);
            failures[key] = count + 1;
            var wait = count > 40 ? options.BackoffMax : options.Backoff * Math.Pow(2, count);
            wait = wait > options.BackoffMax ? options.BackoffMax : wait;
            Schedule(key, wait, lane);
            options.Observer?.Retried();
            return wait;
        }
    }

    /// <summary>The key has succeeded: its next failure waits shortest again.</summary>
    public void Forget(TKey key)
    {
        lock (gate)
        {
            failures.Remove(key);
        }
    }

    /// <summary>The key's object is gone: no wake-up, no memory of failures.</summary>
    public void Drop(TKey key)
    {
        lock (gate)
        {
            failures.Remove(key);
            Undelay(key);
        }
    }

    private void Undelay(TKey key) => delayed.Remove(key);

    private void ReleaseDue()
    {
        lock (gate)
        {
            var now = clock.GetUtcNow();
            while (due.TryPeek(out var next, out var at))
            {
                var current = delayed.TryGetValue(next.Key, out var entry) && entry.Number == next.Number;
                if (current && at > now)
                {
                    timer.Change(at - now, Timeout.InfiniteTimeSpan);
                    return;
                }

                due.Dequeue();
                if (current)
                {
                    delayed.Remove(next.Key);
                    AddLocked(next.Key, entry.Lane);
                }
            }
        }
    }

    /// <summary>Replaced delays stay in the heap until they surface; when most of it is such, it is built anew.</summary>
    private void Compact()
    {
        if (due.Count < 1024 || due.Count < delayed.Count * 4)
        {
            return;
        }

        due.Clear();
        foreach (var (key, entry) in delayed)
        {
            due.Enqueue((key, entry.Number), entry.At);
        }
    }
}
