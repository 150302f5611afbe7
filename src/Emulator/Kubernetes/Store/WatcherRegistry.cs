using System.Collections.Concurrent;

namespace Eso.Emulator.Kubernetes.Store;

/// <summary>
/// The watches that are open: how far each one is, so that the world's clock can tell quiet from busy, and a shared
/// tick for bookmarks.
/// </summary>
internal sealed class WatcherRegistry(TimeProvider clock, ObjectStore store) : IDisposable
{
    private static readonly TimeSpan BookmarkPeriod = TimeSpan.FromMinutes(1);
    private readonly ConcurrentDictionary<string, Watcher> open = new(StringComparer.Ordinal);
    private WrittenBytes? written;
    private readonly Lock gate = new();
    private TaskCompletionSource tick = New();
    private ITimer? timer;
    private bool armed;

    /// <summary>Audit-Id of each open watch to the body bytes written to it, as they are when asked for.</summary>
    public IReadOnlyDictionary<string, long> StreamBytes => written ??= new WrittenBytes(open);

    /// <summary>True when every open watch has written everything there is for it.</summary>
    public bool CaughtUp
    {
        get
        {
            // Asked many times a millisecond: enumerated without the locks and the copy that Values takes.
            foreach (var (_, watcher) in open)
            {
                if (!watcher.CaughtUp)
                {
                    return false;
                }
            }

            return true;
        }
    }

    public int Count => open.Count;

    public Watcher Open(string auditId, ObjectTable table)
    {
        var watcher = new Watcher(table);
        open[auditId] = watcher;
        return watcher;
    }

    public void Close(string auditId) => open.TryRemove(auditId, out _);

    /// <summary>
    /// Completes about a minute after something was written: time for a bookmark. Armed by need only, so that an idle
    /// world has no timer that a manual clock would have to walk through.
    /// </summary>
    public Task NextTick(long revisionSent)
    {
        lock (gate)
        {
            if (!armed && store.Revision > revisionSent)
            {
                armed = true;
                timer ??= clock.CreateTimer(_ => Tick(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
                timer.Change(BookmarkPeriod, Timeout.InfiniteTimeSpan);
            }

            return tick.Task;
        }
    }

    public void Dispose() => timer?.Dispose();

    private void Tick()
    {
        TaskCompletionSource done;
        lock (gate)
        {
            armed = false;
            done = tick;
            tick = New();
        }

        done.TrySetResult();
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>One watch: a cursor into its table's log and a count of bytes.</summary>
    internal sealed class Watcher(ObjectTable table)
    {
        private StoreEvent? cursor;
        private long bytes;
        private volatile bool idle;

        public long Bytes => Interlocked.Read(ref bytes);

        /// <summary>Everything up to here has been written; null while initial events are.</summary>
        public StoreEvent? Cursor
        {
            get => Volatile.Read(ref cursor);
            set => Volatile.Write(ref cursor, value);
        }

        /// <summary>Set while the watch waits for more.</summary>
        public bool Idle
        {
            get => idle;
            set => idle = value;
        }

        public bool CaughtUp => idle && ReferenceEquals(Cursor, table.Newest);

        public void Wrote(long count) => Interlocked.Add(ref bytes, count);
    }
}
