using System.Collections.Concurrent;

namespace Eso.Emulator.Kubernetes.Store;

/// <summary>
/// The world's objects in memory, in every version that was not compacted away: one revision counter, one writer at a
/// time, readers without locks. Time is not its business, nor is what an object means.
/// </summary>
internal sealed class ObjectStore
{
    /// <summary>Longest log of one table; a watcher further behind gets 410, as from the real watch cache.</summary>
    public const int LogLengthMax = 20_000;

    private readonly Lock gate = new();
    private readonly ConcurrentDictionary<string, ObjectTable> tables = new(StringComparer.Ordinal);
    private volatile StoreLink newest = new(null);
    private TaskCompletionSource? signal;
    private long revision = 1;
    private long compacted;

    /// <summary>Keeps every write on disk; null: the world lives in memory only.</summary>
    public StateKeeper? Keeper { get; set; }

    /// <summary>Ends when all that was written so far will survive the process.</summary>
    public Task Durable => Keeper?.Durable ?? Task.CompletedTask;

    /// <summary>The revision of the last write.</summary>
    public long Revision => Interlocked.Read(ref revision);

    /// <summary>
    /// Whether a version lies in the future. A write is seen in its table an instant before <see cref="Revision"/> rises:
    /// who has seen it there may ask for it here.
    /// </summary>
    public bool IsFuture(long version)
    {
        if (version <= Revision)
        {
            return false;
        }

        lock (gate)
        {
            return version > revision;
        }
    }

    /// <summary>Reads and watches below this are 410.</summary>
    public long Compacted => Interlocked.Read(ref compacted);

    /// <summary>The newest entry of the log of everything, for controllers.</summary>
    public StoreLink Newest => newest;

    public IEnumerable<ObjectTable> Tables => tables.Values;

    public ObjectTable Table(string storageKey) =>
        tables.TryGetValue(storageKey, out var found)
            ? found
            : tables.GetOrAdd(storageKey, static (k, r) => new ObjectTable(k, r, LogLengthMax), 0L);

    /// <summary>
    /// Writes when <paramref name="expected"/> (null: nothing) is what is there; null when somebody was faster.
    /// </summary>
    public StoredObject? TryPut(ObjectTable table, StoredObject? expected, ObjectDraft draft)
    {
        StoredObject made;
        lock (gate)
        {
            var state = table.Current;
            var there = state.Find(draft.Key);
            if (!ReferenceEquals(there, expected))
            {
                return null;
            }

            var next = revision + 1;
            made = draft.At(next);
            Append(table, new StoreEvent
            {
                Revision = next,
                Type = there is null ? StoreEventType.Added : StoreEventType.Modified,
                Object = made,
                Previous = there,
                State = state.With(made),
                Table = table,
            });
        }

        Wake(table);
        return made;
    }

    /// <summary>
    /// Removes when <paramref name="expected"/> is what is there; null when somebody was faster.
    /// </summary>
    public StoredObject? TryRemove(ObjectTable table, StoredObject expected)
    {
        StoredObject gone;
        lock (gate)
        {
            var state = table.Current;
            if (!ReferenceEquals(state.Find(expected.Key), expected))
            {
                return null;
            }

            var next = revision + 1;
            gone = expected.At(next);
            Append(table, new StoreEvent
            {
                Revision = next,
                Type = StoreEventType.Deleted,
                Object = gone,
                Previous = expected,
                State = state.Without(expected.Key),
                Table = table,
            });
        }

        Wake(table);
        return gone;
    }

    /// <summary>Puts a kept object back, in the order of revisions, before anybody reads.</summary>
    public void Load(ObjectTable table, StoredObject stored)
    {
        lock (gate)
        {
            Append(table, new StoreEvent
            {
                Revision = stored.Revision,
                Type = StoreEventType.Added,
                Object = stored,
                State = table.Current.With(stored),
                Table = table,
            });
        }
    }

    /// <summary>Goes on from a revision: the next write is one higher.</summary>
    public void Begin(long from)
    {
        lock (gate)
        {
            Interlocked.Exchange(ref revision, Math.Max(revision, from));
        }
    }

    /// <summary>Forgets every version before <paramref name="upTo"/>.</summary>
    public void Compact(long upTo)
    {
        lock (gate)
        {
            if (upTo <= compacted)
            {
                return;
            }

            Interlocked.Exchange(ref compacted, Math.Min(upTo, revision));
            foreach (var table in tables.Values)
            {
                table.Compact(compacted);
            }
        }
    }

    /// <summary>Removes everything, with events, so that open watches see an emptied world.</summary>
    public void Clear()
    {
        foreach (var table in tables.Values)
        {
            foreach (var stored in table.Current.Range(null, null))
            {
                TryRemove(table, stored);
            }
        }
    }

    /// <summary>Completes when something follows <paramref name="link"/> in the log of everything.</summary>
    public Task FollowedAsync(StoreLink link)
    {
        var waiting = Volatile.Read(ref signal);
        if (waiting is null)
        {
            var made = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            waiting = Interlocked.CompareExchange(ref signal, made, null) ?? made;
        }

        return link.Next is null ? waiting.Task : Task.CompletedTask;
    }

    private void Append(ObjectTable table, StoreEvent entry)
    {
        table.Append(entry);
        var link = new StoreLink(entry);
        newest.Next = link;
        newest = link;
        Interlocked.Exchange(ref revision, entry.Revision);
        if (Keeper is { } keeper)
        {
            keeper.Append(entry);
            keeper.CompactIfDue();
        }
    }

    private void Wake(ObjectTable table)
    {
        table.Signal();
        Interlocked.Exchange(ref signal, null)?.TrySetResult();
    }
}
