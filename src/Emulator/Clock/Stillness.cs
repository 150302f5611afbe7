namespace Eso.Emulator.Clock;

/// <summary>
/// The proof that nothing of a world is queued in the thread pool or in the hands of one of its threads, while other
/// worlds keep the pool busy. A piece of work that has been begun runs inside its world's flow (<see cref="Flow"/>); one
/// that has not is either in a queue, which the pool counts, or in the hands of a thread that has just taken it: that
/// thread counts as busy for the pool but is inside no flow. So the pool's busy threads are compared with those inside
/// flows, its queues are counted, and the threads are compared again; whoever took something from a queue meanwhile has
/// left a flow or woken up, and either is seen. A thread that is suspended by the machine with a piece of work in its
/// hands is waited for.
/// </summary>
internal static class Stillness
{
    /// <summary>
    /// Asked from outside of the pool. True: at some moment of this call the pool's queues were empty and each of its
    /// threads was parked or inside some flow. The caller compares its worlds' stamps before and after.
    /// </summary>
    public static bool IsProven()
    {
        var stamp = Flow.InsideStamp;
        return AllInside(stamp) && ThreadPool.PendingWorkItemCount == 0 && AllInside(stamp) && Flow.InsideStamp == stamp;
    }

    private static bool AllInside(long stamp)
    {
        ThreadPool.GetMaxThreads(out var most, out _);
        ThreadPool.GetAvailableThreads(out var available, out _);
        return most - available <= Flow.Inside(stamp);
    }
}
