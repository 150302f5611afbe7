namespace Eso.Emulator.Kubernetes.Store;

/// <summary>The objects behind one storage key and the log of their changes.</summary>
internal sealed class ObjectTable
{
    private readonly int logLengthMax;

    // The log by position, for finding a version; readers follow the chain and need no lock.
    private readonly Lock logGate = new();
    private StoreEvent[] ring = new StoreEvent[16];
    private int start;
    private volatile StoreEvent newest;
    private volatile StoreEvent oldest;
    private int length;

    public ObjectTable(string storageKey, long revision, int logLengthMax)
    {
        StorageKey = storageKey;
        this.logLengthMax = logLengthMax;
        newest = oldest = ring[0] = new StoreEvent { Revision = revision, State = ObjectTree.Empty, Table = this };
    }

    public string StorageKey { get; }

    /// <summary>Those who wait for what follows.</summary>
    public FanOut Watchers { get; } = new();

    /// <summary>The newest entry: its <see cref="StoreEvent.State"/> is what a read now shows.</summary>
    public StoreEvent Newest => newest;

    public ObjectTree Current => newest.State;

    /// <summary>Revisions below this are forgotten: 410.</summary>
    public long Horizon => oldest.Revision;

    public StoredObject? Find(string ns, string name) => Current.Find(StoredObject.KeyOf(ns, name));

    /// <summary>
    /// The last entry at or below a revision: its state is the list at that revision, and what follows it are the
    /// events a watch from there sees. Null when the log no longer reaches back.
    /// </summary>
    public StoreEvent? At(long revision)
    {
        var last = newest;
        if (last.Revision <= revision)
        {
            return last;
        }

        lock (logGate)
        {
            if (oldest.Revision > revision)
            {
                return null;
            }

            // The last entry that is no younger; the oldest is none.
            var (low, high) = (0, length);
            while (low < high)
            {
                var middle = (low + high + 1) / 2;
                if (At(middle).Revision <= revision)
                {
                    low = middle;
                }
                else
                {
                    high = middle - 1;
                }
            }

            return At(low);
        }
    }

    /// <summary>Called by the store under its lock.</summary>
    public void Append(StoreEvent entry)
    {
        lock (logGate)
        {
            if (length + 1 == ring.Length)
            {
                var grown = new StoreEvent[Math.Min(ring.Length * 2, logLengthMax + 2)];
                for (var i = 0; i <= length; i++)
                {
                    grown[i] = At(i);
                }

                (ring, start) = (grown, 0);
            }

            length++;
            ring[(start + length) % ring.Length] = entry;
            newest.Next = entry;
            newest = entry;
            if (length > logLengthMax)
            {
                Forget();
            }
        }
    }

    /// <summary>Wakes the watchers; outside the store's lock.</summary>
    public void Signal() => Watchers.Signal();

    /// <summary>Forgets what lies before <paramref name="revision"/>. Called by the store under its lock.</summary>
    public void Compact(long revision)
    {
        lock (logGate)
        {
            while (length > 0 && At(1).Revision <= revision)
            {
                Forget();
            }
        }
    }

    // Of the entries kept, from the oldest.
    private StoreEvent At(int index) => ring[(start + index) % ring.Length];

    private void Forget()
    {
        var first = oldest;
        ring[start] = null!;
        start = (start + 1) % ring.Length;
        length--;
        oldest = ring[start];
        first.Next = StoreEvent.Evicted;
    }
}
