namespace Eso.Emulator.Clock;

/// <summary>
/// The proof that nothing of a world is queued in the thread pool or in the hands of one of its threads, while other
/// worlds keep the pool busy. It rests on how .NET's pool works:
/// <list type="number">
/// <item>what a piece of work queues goes on top of its own thread's local queue, and that thread takes from there before
/// it takes anything else; what others queue goes to the end of the global queue;</item>
/// <item>so when a marker (<see cref="FlowWatch"/>) that was put at the end of the global queue after the world's last
/// thread had left comes to be run, all that the world had queued there has been taken before it;</item>
/// <item>and what it queued locally is in the hands of a thread that is between two pieces of work, or was taken by one:
/// such a thread counts as busy for the pool but is inside no flow.</item>
/// </list>
/// When all of the pool's busy threads are inside flows, and none has entered this one since the marker was put, the world
/// stands still. A thread that is suspended by the machine with a piece of work in its hands is waited for.
/// </summary>
internal static class Stillness
{
    private const int Looks = 24;

    /// <summary>
    /// Asked from a marker's run. True: at some moment of this call every thread of the pool was parked, or inside some
    /// flow. The caller compares its stamps before and after.
    /// </summary>
    public static bool AllThreadsKnown()
    {
        var spin = default(SpinWait);
        for (var i = 0; i < Looks; i++)
        {
            var stamp = Flow.InsideStamp;
            var strangers = BusyElsewhere() - Flow.InsideElsewhere(stamp);
            if (strangers <= 0 && Flow.InsideStamp == stamp)
            {
                return true;
            }

            // The marker itself has woken a thread that finds nothing to do: it needs a moment to go.
            spin.SpinOnce(sleep1Threshold: -1);
        }

        return false;
    }

    /// <summary>The pool's threads that work now or are about to, without the one that asks.</summary>
    private static int BusyElsewhere()
    {
        ThreadPool.GetMaxThreads(out var most, out _);
        ThreadPool.GetAvailableThreads(out var available, out _);
        return most - available - 1;
    }
}
