using System.Collections.Concurrent;
using System.Threading.Tasks.Sources;

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
    private ITimer? timer;
    private volatile bool armed;

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

    public void Close(string auditId)
    {
        if (open.TryRemove(auditId, out var watcher))
        {
            watcher.Leave();
        }
    }

    /// <summary>
    /// About a minute after something was written every watcher is ticked: time for a bookmark. Armed by need only, so
    /// that an idle world has no timer that a manual clock would have to walk through.
    /// </summary>
    public void ArmTick(long revisionSent)
    {
        if (armed || store.Revision <= revisionSent)
        {
            return;
        }

        lock (gate)
        {
            if (!armed)
            {
                armed = true;
                timer ??= clock.CreateTimer(_ => Tick(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
                timer.Change(BookmarkPeriod, Timeout.InfiniteTimeSpan);
            }
        }
    }

    public void Dispose() => timer?.Dispose();

    private void Tick()
    {
        lock (gate)
        {
            armed = false;
        }

        foreach (var (_, watcher) in open)
        {
            watcher.Tick();
        }
    }

    /// <summary>One watch: a cursor into its table's log, a count of bytes, and what it waits for.</summary>
    internal sealed class Watcher : IValueTaskSource, IThreadPoolWorkItem
    {
        private readonly ObjectTable table;
        private ManualResetValueTaskSourceCore<bool> wait;
        private StoreEvent? cursor;
        private long bytes;
        private int asleep;
        private volatile bool idle;
        private volatile bool ended;
        private volatile bool ticked;

        public Watcher(ObjectTable table)
        {
            this.table = table;
            Place = new LinkedListNode<Watcher>(this);
        }

        /// <summary>Its place among those who wait for the table.</summary>
        public LinkedListNode<Watcher> Place { get; }

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

        /// <summary>Its time is over, or its client gone.</summary>
        public bool Ended => ended;

        public bool CaughtUp => idle && ReferenceEquals(Cursor, table.Newest);

        public void Wrote(long count) => Interlocked.Add(ref bytes, count);

        /// <summary>Completes when something follows the cursor, at a tick that is welcome, or at the end.</summary>
        public ValueTask WaitAsync(bool welcomesTicks)
        {
            wait.Reset();
            var turn = new ValueTask(this, wait.Version);
            Volatile.Write(ref asleep, 1);
            table.Watchers.Add(this);
            if (ended || (ticked && welcomesTicks))
            {
                Wake();
            }
            else if (Cursor!.Next is not null)
            {
                table.Watchers.Signal();
            }

            return turn;
        }

        public void Wake()
        {
            if (Interlocked.Exchange(ref asleep, 0) == 1)
            {
                wait.SetResult(true);
            }
        }

        /// <summary>Ends the watch; on another thread than the caller's.</summary>
        public void End()
        {
            ended = true;
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        }

        public void Tick()
        {
            ticked = true;
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        }

        /// <summary>Whether there was a tick since this was last asked.</summary>
        public bool TakeTick()
        {
            var was = ticked;
            ticked = false;
            return was;
        }

        /// <summary>It waits no more.</summary>
        public void Leave() => table.Watchers.Remove(this);

        void IThreadPoolWorkItem.Execute() => Wake();

        void IValueTaskSource.GetResult(short token) => wait.GetResult(token);

        ValueTaskSourceStatus IValueTaskSource.GetStatus(short token) => wait.GetStatus(token);

        void IValueTaskSource.OnCompleted(
            Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
            wait.OnCompleted(continuation, state, token, flags);
    }
}
