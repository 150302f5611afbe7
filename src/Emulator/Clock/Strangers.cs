using System.Diagnostics;

namespace Eso.Emulator.Clock;

/// <summary>
/// Threads of the pool that work, or are blocked, outside of every world: a test host's. They count as busy, and make a
/// look at the pool's numbers end in doubt. Whether one of them holds a piece of a world's work that it has not begun
/// yet is found by rounds instead: a round begins when all that was queued has been taken, which an empty queue tells or a
/// marker at its end, and ends when each of the threads of that moment has been seen asleep or has computed for longer
/// than it takes to begin what one has in one's hands. What elapses meanwhile proves nothing: on a busy machine a thread
/// waits for its turn for as long as it has to. Used by the lookout's thread only.
/// </summary>
internal static class Strangers
{
    /// <summary>Sooner than this the doubt may go by itself.</summary>
    private static readonly TimeSpan Soon = TimeSpan.FromMilliseconds(1);

    /// <summary>
    /// Where the kernel does not tell, or a thread gets no turn: nothing has happened in the world for so long that nothing
    /// is taken to be under way.
    /// </summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(OperatingSystem.IsLinux() ? 2_000 : 100);

    /// <summary>The threads of the round under way that may hold something.</summary>
    private static readonly List<Suspect> Suspects = [];

    private static Marker? marker;
    private static long begun;
    private static long proven;

    /// <summary>Whether a doubt of that age is worth a look at the threads.</summary>
    public static bool AreWorthALook(TimeSpan doubtful) => doubtful > Soon;

    /// <summary>
    /// Whether all that was queued at a moment has been begun since. The caller compares its world's stamps afterwards.
    /// </summary>
    /// <param name="moment">On <see cref="Stopwatch"/>: nobody has given the world anything to do since.</param>
    /// <param name="untouched">Since when nothing of the world has run: after long the answer is yes in any case.</param>
    public static bool HoldNothingSince(long moment, long untouched) =>
        proven >= moment || Stopwatch.GetElapsedTime(untouched) > Patience;

    /// <summary>Goes on with the round that is under way, or begins one.</summary>
    public static void Look()
    {
        if (!OperatingSystem.IsLinux() || (Suspects.Count == 0 && !Begins()))
        {
            return;
        }

        Pass();
        if (Suspects.Count > 0)
        {
            Thread.Yield();
            Pass();
        }

        if (Suspects.Count == 0)
        {
            proven = begun;
        }
    }

    private static bool Begins()
    {
        // Its time is read first: what the round proves holds from then on.
        var now = Stopwatch.GetTimestamp();
        if (ThreadPool.PendingWorkItemCount == 0)
        {
            begun = now;
        }
        else if (marker is null)
        {
            marker = new Marker(now);
            ThreadPool.UnsafeQueueUserWorkItem(marker, preferLocal: false);
            return false;
        }
        else if (marker.IsTaken)
        {
            begun = marker.Put;
        }
        else
        {
            return false;
        }

        marker = null;
        foreach (var thread in PoolThread.All())
        {
            Suspects.Add(new Suspect(thread));
        }

        return true;
    }

    /// <summary>One look at each thread that is still in question.</summary>
    private static void Pass()
    {
        // A collection puts threads to sleep wherever they are.
        var collections = GC.CollectionCount(0);
        Suspects.RemoveAll(suspect => suspect.IsCleared(collections));
    }

    /// <summary>Put at the end of the pool's global queue: when it is taken, all before it has been.</summary>
    private sealed class Marker(long put) : IThreadPoolWorkItem
    {
        private volatile bool taken;

        public long Put { get; } = put;

        public bool IsTaken => taken;

        public void Execute() => taken = true;
    }

    private sealed class Suspect(PoolThread thread)
    {
        private TimeSpan? before;
        private bool slept;

        /// <summary>Ended, asleep twice running, or busy with something else for long enough.</summary>
        public bool IsCleared(int collections)
        {
            if (thread.IsAsleep() is not { } asleep)
            {
                return true;
            }

            if (asleep)
            {
                var again = slept;
                slept = GC.CollectionCount(0) == collections;
                return again && slept;
            }

            slept = false;
            var computed = thread.Computed();
            before ??= computed;
            return computed - before > PoolThread.Beginning;
        }
    }
}
