namespace Eso.Emulator.Kubernetes.Store;

/// <summary>The objects behind one storage key and the log of their changes.</summary>
internal sealed class ObjectTable
{
    private readonly int logLengthMax;
    private volatile StoreEvent newest;
    private volatile StoreEvent oldest;
    private TaskCompletionSource? signal;
    private int length;

    public ObjectTable(string storageKey, long revision, int logLengthMax)
    {
        StorageKey = storageKey;
        this.logLengthMax = logLengthMax;
        newest = oldest = new StoreEvent { Revision = revision, State = ObjectTree.Empty, Table = this };
    }

    public string StorageKey { get; }

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

        var entry = oldest;
        if (entry.Revision > revision)
        {
            return null;
        }

        while (entry.Next is { } next)
        {
            if (ReferenceEquals(next, StoreEvent.Evicted))
            {
                return null;
            }

            if (next.Revision > revision)
            {
                break;
            }

            entry = next;
        }

        return entry;
    }

    /// <summary>Completes when something follows <paramref name="entry"/>.</summary>
    public Task FollowedAsync(StoreEvent entry)
    {
        // The signal is taken before the look, so that an append between the two completes it.
        var waiting = Volatile.Read(ref signal);
        if (waiting is null)
        {
            var made = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            waiting = Interlocked.CompareExchange(ref signal, made, null) ?? made;
        }

        return entry.Next is null ? waiting.Task : Task.CompletedTask;
    }

    /// <summary>Called by the store under its lock.</summary>
    public void Append(StoreEvent entry)
    {
        newest.Next = entry;
        newest = entry;
        if (++length > logLengthMax)
        {
            var first = oldest;
            oldest = first.Next!;
            first.Next = StoreEvent.Evicted;
            length--;
        }
    }

    /// <summary>Wakes who waits in <see cref="FollowedAsync"/>; outside the store's lock.</summary>
    public void Signal() => Interlocked.Exchange(ref signal, null)?.TrySetResult();

    /// <summary>Forgets what lies before <paramref name="revision"/>. Called by the store under its lock.</summary>
    public void Compact(long revision)
    {
        while (oldest.Next is { } next && next.Revision <= revision)
        {
            var first = oldest;
            oldest = next;
            first.Next = StoreEvent.Evicted;
            length--;
        }
    }
}
