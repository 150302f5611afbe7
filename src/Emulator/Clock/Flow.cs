using Microsoft.AspNetCore.Http;

namespace Eso.Emulator.Clock;

/// <summary>
/// Which threads run one world's code at this moment. Work that is begun inside a flow stays inside it through every
/// await, task and timer, since the flow travels with the execution context; the runtime tells when a thread takes that
/// context on and when it lets go. A computation that holds no lease is seen by this, however long it takes, and so is
/// a continuation that goes on for a microsecond. What is queued is not seen: <see cref="Stillness"/> proves that nothing is.
/// </summary>
internal sealed class Flow
{
    private const int NeighboursMax = 64;
    private static readonly AsyncLocal<Flow?> Current = new(Changed);

    // Pool threads inside any flow in the low bits; above them how often that number has changed.
    private static long inside;

    private readonly Lock gate = new();
    private volatile Flow[] neighbours = [];
    private volatile FlowWatch[] watches = [];
    private Flow? met;
    private long entries;
    private int running;
    private int pooled;

    /// <summary>Rises each time a thread takes the flow on: two equal readings, and nothing has run in between.</summary>
    public long Entries => Interlocked.Read(ref entries);

    /// <summary><see cref="Entries"/> of this flow and of those from which threads have stepped straight into it.</summary>
    public long EntriesAround
    {
        get
        {
            var sum = Entries;
            foreach (var neighbour in neighbours)
            {
                sum += neighbour.Entries;
            }

            return sum;
        }
    }

    /// <summary>Whether anything was ever begun inside.</summary>
    public bool IsUsed => Entries > 0;

    /// <summary>Threads inside now, without the one that asks.</summary>
    public int RunningElsewhere => Volatile.Read(ref running) - (Current.Value == this ? 1 : 0);

    /// <summary>
    /// No thread but the asking one runs this flow's code, and none of the pool that of a flow from which a thread has
    /// stepped straight into this one: it may have queued something that it gets to when it has ended its own work.
    /// </summary>
    public bool IsIdle
    {
        get
        {
            if (RunningElsewhere != 0)
            {
                return false;
            }

            foreach (var neighbour in neighbours)
            {
                if (Volatile.Read(ref neighbour.pooled) - (Current.Value == neighbour ? 1 : 0) > 0)
                {
                    return false;
                }
            }

            return true;
        }
    }

    /// <summary>Too many flows lead here to tell who may have left something queued.</summary>
    public bool IsCrowded => neighbours.Length >= NeighboursMax;

    /// <summary>Changes whenever a thread of the pool enters or leaves any flow.</summary>
    public static long InsideStamp => Interlocked.Read(ref inside);

    /// <summary>How many of the pool's threads were inside some flow at <paramref name="stamp"/>.</summary>
    public static int Inside(long stamp) => (int)(stamp & 0xffff);

    /// <summary>Whoever awaits goes on outside of every flow, until it returns; the flow it was in.</summary>
    public static Flow? Leave()
    {
        var was = Current.Value;
        Current.Value = null;
        return was;
    }

    /// <summary>
    /// What an async method begins from here on goes on in the pool, where it can be seen, and not in a queue of a test
    /// host's or a window's own; its caller's context is as before.
    /// </summary>
    public static void LeaveContext() => SynchronizationContext.SetSynchronizationContext(null);

    /// <summary>Runs <paramref name="work"/>, and all that it begins, inside; the caller stays where it is.</summary>
    public async Task RunAsync(Func<Task> work)
    {
        LeaveContext();
        Current.Value = this;
        await work().ConfigureAwait(false);
    }

    /// <inheritdoc cref="RunAsync(Func{Task})"/>
    public async Task<T> RunAsync<T>(Func<Task<T>> work)
    {
        LeaveContext();
        Current.Value = this;
        return await work().ConfigureAwait(false);
    }

    /// <summary>The same pipeline inside.</summary>
    public RequestDelegate Around(RequestDelegate pipeline) => http => Current.Value == this ? pipeline(http) : InsideAsync(pipeline, http);

    /// <summary>From now on <paramref name="watch"/> is told each time the last thread has left, until it is removed.</summary>
    public void Add(FlowWatch watch)
    {
        lock (gate)
        {
            watches = [.. watches, watch];
        }
    }

    public void Remove(FlowWatch watch)
    {
        lock (gate)
        {
            watches = watches.Length == 1 ? [] : [.. watches.Where(w => w != watch)];
        }
    }

    private async Task InsideAsync(RequestDelegate pipeline, HttpContext http)
    {
        LeaveContext();
        Current.Value = this;
        await pipeline(http).ConfigureAwait(false);
    }

    private static void Changed(AsyncLocalValueChangedArgs<Flow?> change)
    {
        var (left, entered) = (change.PreviousValue, change.CurrentValue);
        var isPool = Thread.CurrentThread.IsThreadPoolThread;
        var crosses = isPool && left is null != entered is null;
        if (entered is not null)
        {
            if (left is not null)
            {
                entered.Meet(left);
            }

            // Counted as an entry first: whoever sees nobody running and the same number of entries has missed nobody.
            Interlocked.Increment(ref entered.entries);
            Interlocked.Increment(ref entered.running);
            if (isPool)
            {
                Interlocked.Increment(ref entered.pooled);
            }

            if (crosses)
            {
                Interlocked.Add(ref inside, (1 << 16) + 1);
            }
        }

        if (left is not null)
        {
            // Known no longer before it runs no longer: a thread between two pieces of work must not be taken for one inside.
            if (crosses)
            {
                Interlocked.Add(ref inside, (1 << 16) - 1);
            }

            if (isPool)
            {
                Interlocked.Decrement(ref left.pooled);
            }

            Interlocked.Decrement(ref left.running);
            foreach (var watch in left.watches)
            {
                watch.Left();
            }
        }
    }

    /// <summary>From now on the other flow's threads have to be gone too for this one to be idle.</summary>
    public void Meet(Flow other)
    {
        if (other == this || met == other)
        {
            return;
        }

        lock (gate)
        {
            met = other;
            if (Array.IndexOf(neighbours, other) < 0 && neighbours.Length < NeighboursMax)
            {
                neighbours = [.. neighbours, other];
            }
        }
    }
}
