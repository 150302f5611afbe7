namespace Eso.Emulator.Doors;

/// <summary>
/// Lets the middle generation be collected although little reaches it. What a burst of writes made lies there, and every
/// collection of the youngest then walks what the oldest points to in it: pauses of 5 ms instead of 1, for as long as a
/// server is only read. The runtime itself collects it only when it has grown.
/// </summary>
internal sealed class YoungHeap
{
    private const int CollectionsMax = 32;
    private static int begun;
    private int youngest = GC.CollectionCount(0);
    private int middle = GC.CollectionCount(1);

    private YoungHeap()
    {
    }

    /// <summary>Once a collection of the youngest found this unreachable, it looks, and watches for the next.</summary>
    ~YoungHeap()
    {
        if (Environment.HasShutdownStarted)
        {
            return;
        }

        var next = new YoungHeap();
        if (next.middle == middle)
        {
            if (next.youngest - youngest >= CollectionsMax)
            {
                GC.Collect(1, GCCollectionMode.Forced, blocking: true);
            }
            else
            {
                // No collection of the middle one since: keep counting from where we were.
                next.youngest = youngest;
            }
        }
    }

    /// <summary>Watches this process's heap from now on; once is enough.</summary>
    public static void Watch()
    {
        if (Interlocked.Exchange(ref begun, 1) == 0)
        {
            _ = new YoungHeap();
        }
    }
}
