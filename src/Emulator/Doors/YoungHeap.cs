namespace Eso.Emulator.Doors;

/// <summary>
/// Keeps the pauses of a server short. Much of what a request makes stays (secrets, objects), and what stays is what a
/// collection of the youngest generation takes its time for: it is collected after every <see cref="YoungBytes"/>, while
/// the runtime is set to wait for far more, which is best for worlds in memory.
/// It also lets the middle generation be collected although little reaches it. What a burst of writes made lies there, and every
/// collection of the youngest then walks what the oldest points to in it: pauses of 5 ms instead of 1, for as long as a
/// server is only read. The runtime itself collects it only when it has grown.
/// </summary>
internal sealed class YoungHeap
{
    private const int CollectionsMax = 8;
    private const long YoungBytes = 8 << 20;
    private const int RequestsBetweenLooks = 16;
    private static long allocated;
    private static int requests;
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

    /// <summary>A request has come in through a socket.</summary>
    public static void Request()
    {
        if (Interlocked.Increment(ref requests) % RequestsBetweenLooks != 0)
        {
            return;
        }

        var now = GC.GetTotalAllocatedBytes();
        var before = Interlocked.Read(ref allocated);
        if (now - before > YoungBytes && Interlocked.CompareExchange(ref allocated, now, before) == before)
        {
            GC.Collect(0, GCCollectionMode.Forced, blocking: true);
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
