using System.Collections.Concurrent;

namespace Eso.Emulator.Clock;

/// <summary>
/// Who is busy in this world. Servers take a lease around every request but watches and long polls, controllers and
/// rotations around each piece of background work; probes answer for work that has no begin and end of its own
/// (a watcher that has not caught up, a queue with ready items). The clock advances only from quiet to quiet.
/// </summary>
internal sealed class Activity
{
    // Keyed by objects: for them the runtime comes with code that is compiled already, for numbers it does not.
    private readonly ConcurrentDictionary<Lease, string> busy = new();
    private readonly ConcurrentDictionary<Probe, Func<string?>> probes = new();
    private long changes;
    private int resting;

    /// <summary>The threads that run this world's code.</summary>
    public Flow Flow { get; } = new();

    /// <summary>
    /// All of this world's work is done by this process, inside <see cref="Flow"/>, and none of it waits for a socket:
    /// where nothing runs and nothing is queued, everybody waits for the clock.
    /// </summary>
    public bool IsClosed { get; init; }

    /// <summary>Rises with every lease taken or returned: two equal readings around a quiet look mean real quiet.</summary>
    public long Changes => Interlocked.Read(ref changes);

    /// <summary>Pieces of work that wait for this very clock, by their own word.</summary>
    public int Resting => Volatile.Read(ref resting);

    /// <summary>Marks one piece of work as under way until the lease is disposed.</summary>
    public Lease Begin(string what)
    {
        var lease = new Lease(this);
        busy[lease] = what;
        Interlocked.Increment(ref changes);
        return lease;
    }

    /// <summary>
    /// One of the leases waits for this very clock until the answer is disposed: when all that are out do, they are soft
    /// (<see cref="Quiet.Soft"/>), since only time can end them.
    /// </summary>
    public IDisposable Rest()
    {
        Interlocked.Increment(ref resting);
        Interlocked.Increment(ref changes);
        return new Sleep(this);
    }

    /// <summary>Adds a question asked at every look: null when quiet, else what is still busy. Dispose to withdraw it.</summary>
    public IDisposable AddProbe(Func<string?> whatIsBusy)
    {
        var probe = new Probe(this);
        probes[probe] = whatIsBusy;
        return probe;
    }

    /// <summary>What is busy now; empty when the world is quiet.</summary>
    public IReadOnlyList<string> Busy()
    {
        // Enumerated, not copied: a wait for quiet looks many times a millisecond.
        List<string>? found = null;
        foreach (var (_, what) in busy)
        {
            (found ??= []).Add(what);
        }

        if (found is not null && found.Count <= Volatile.Read(ref resting))
        {
            found = found.ConvertAll(what => Quiet.Soft + what);
        }

        foreach (var (_, probe) in probes)
        {
            if (probe() is { } what)
            {
                (found ??= []).Add(what);
            }
        }

        return found ?? (IReadOnlyList<string>)[];
    }

    internal sealed class Lease(Activity owner) : IDisposable
    {
        public void Dispose()
        {
            owner.busy.TryRemove(this, out _);
            Interlocked.Increment(ref owner.changes);
        }
    }

    private sealed class Sleep(Activity owner) : IDisposable
    {
        private int over;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref over, 1) == 0)
            {
                Interlocked.Decrement(ref owner.resting);
                Interlocked.Increment(ref owner.changes);
            }
        }
    }

    private sealed class Probe(Activity owner) : IDisposable
    {
        public void Dispose() => owner.probes.TryRemove(this, out _);
    }
}
