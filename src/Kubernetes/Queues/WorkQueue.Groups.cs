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
                return waiting.Count > 0 && waiting.Count <= groups.Values.Sum(static g => g.Parked);
            }
        }
    }

    /// <summary>Sets a key aside while its group has as many at work as it may; it is still counted as ready.</summary>
    private bool Park(TKey key, Lane lane)
    {
        if (options.GroupOf is not { } groupOfKey)
        {
            return false;
        }

        var name = groupOfKey(key);
        if (!groups.TryGetValue(name, out var group))
        {
            groups[name] = group = new Group(name);
        }

        if (!HasPlace(group, lane))
        {
            group.Waiting[(int)lane].Enqueue(key);
            return true;
        }

        group.Busy[(int)lane]++;
        groupOf[key] = (group, lane);
        return false;
    }

    /// <summary>Refreshes leave some places of their group to new work, which then waits for none of them.</summary>
    private bool HasPlace(Group group, Lane lane) =>
        group.Busy[0] + group.Busy[1] < options.GroupBusyMax
        && (lane == Lane.New || group.Busy[(int)Lane.Refresh] < Math.Max(1, options.GroupBusyMax - options.GroupNewReserve));

    private void Unpark(TKey done)
    {
        if (!groupOf.Remove(done, out var place))
        {
            return;
        }

        var (group, lane) = place;
        group.Busy[(int)lane]--;
        MoveOn(group);
        if (group is { Parked: 0, Busy: [0, 0] })
        {
            groups.Remove(group.Name);
        }

        HandOut();
    }

    /// <summary>One place is free, so one key moves back to where keys are taken from.</summary>
    private void MoveOn(Group group)
    {
        var refreshFirst = group.NewInARow >= NewInARowMax;
        var moved = refreshFirst
            ? MoveOn(group, Lane.Refresh) || MoveOn(group, Lane.New)
            : MoveOn(group, Lane.New) || MoveOn(group, Lane.Refresh);
        if (!moved)
        {
            group.NewInARow = 0;
        }
    }

    private bool MoveOn(Group group, Lane lane)
    {
        var queue = group.Waiting[(int)lane];
        // Entries whose key was taken meanwhile, or has moved up, are skipped.
        while (HasPlace(group, lane) && queue.TryDequeue(out var key))
        {
            if (waiting.TryGetValue(key, out var ready) && ready.Lane == lane)
            {
                group.NewInARow = lane == Lane.New ? group.NewInARow + 1 : 0;
                lanes[(int)lane].Enqueue(key);
                return true;
            }
        }

        return false;
    }

    /// <summary>Keys that share something slow: how many are at work, and who waits for a place, by lane.</summary>
    private sealed class Group(string name)
    {
        public string Name { get; } = name;

        public int[] Busy { get; } = [0, 0];

        public Queue<TKey>[] Waiting { get; } = [new(), new()];

        public int NewInARow { get; set; }

        public int Parked => Waiting[0].Count + Waiting[1].Count;
    }
}
