namespace Eso.Kubernetes.Queues;

public sealed partial class WorkQueue<TKey>
{
    /// <summary>Whether every key that is ready waits for a place in its group.</summary>
    public bool IsFull
    {
        get
        {
            lock (gate)
            {
                return waiting.Count > 0 && waiting.Count <= parked.Values.Sum(static q => q.Count);
            }
        }
    }

    /// <summary>Sets a key aside while its group has as many at work as it may; it is still counted as ready.</summary>
    private bool Park(TKey key)
    {
        if (options.GroupOf is not { } group)
        {
            return false;
        }

        var name = group(key);
        var busy = groupBusy.GetValueOrDefault(name);
        if (busy >= options.GroupBusyMax)
        {
            if (!parked.TryGetValue(name, out var queue))
            {
                parked[name] = queue = new Queue<TKey>();
            }

            queue.Enqueue(key);
            return true;
        }

        groupBusy[name] = busy + 1;
        groupOf[key] = name;
        return false;
    }

    private void Unpark(TKey done)
    {
        if (!groupOf.Remove(done, out var name))
        {
            return;
        }

        if (--groupBusy[name] == 0)
        {
            groupBusy.Remove(name);
        }

        if (!parked.TryGetValue(name, out var queue))
        {
            return;
        }

        // One place is free, so one key moves back; entries whose key was taken meanwhile are skipped.
        while (queue.TryDequeue(out var key))
        {
            if (waiting.TryGetValue(key, out var ready))
            {
                lanes[(int)ready.Lane].Enqueue(key);
                break;
            }
        }

        if (queue.Count == 0)
        {
            parked.Remove(name);
        }

        HandOut();
    }
}
