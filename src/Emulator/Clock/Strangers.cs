namespace Eso.Emulator.Clock;

/// <summary>
/// Threads of the pool that somebody outside of every world blocks for long: a test host that waits for its next message.
/// They count as busy, and make a look at the pool's numbers end in doubt. But a thread that has a piece of a world's work
/// in its hands runs or is ready to run: where all of them sleep, none has.
/// </summary>
internal static class Strangers
{
    private static ReadOnlySpan<byte> WorkerName => "(.NET TP Worker)"u8;

    /// <summary>Whether the kernel tells, twice, that no worker of the pool but the asking one is awake; false where it does not tell.</summary>
    public static bool AllAsleep()
    {
        // A collection puts threads to sleep wherever they are.
        var collections = GC.CollectionCount(0);
        if (!OperatingSystem.IsLinux() || !Sleep())
        {
            return false;
        }

        Thread.Yield();
        return Sleep() && GC.CollectionCount(0) == collections;
    }

    private static bool Sleep()
    {
        var awake = 0;
        Span<byte> head = stackalloc byte[64];
        try
        {
            foreach (var thread in Directory.EnumerateDirectories("/proc/self/task"))
            {
                // "17 (.NET TP Worker) S 1 …": the state follows the name.
                using var file = File.OpenHandle(thread + "/stat");
                var read = head[..RandomAccess.Read(file, head, 0)];
                var name = read.IndexOf((byte)'(');
                if (name > 0 && read[name..].StartsWith(WorkerName) && !read[(name + WorkerName.Length)..].StartsWith(" S"u8))
                {
                    awake++;
                }
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A thread has ended meanwhile.
            return false;
        }

        return awake == 1;
    }
}
