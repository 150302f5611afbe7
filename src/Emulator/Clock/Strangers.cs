using System.Collections.Concurrent;
using Microsoft.Win32.SafeHandles;

namespace Eso.Emulator.Clock;

/// <summary>
/// Threads of the pool that somebody outside of every world blocks for long: a test host that waits for its next message.
/// They count as busy, and make a look at the pool's numbers end in doubt. But a thread that has a piece of a world's work
/// in its hands runs or is ready to run: where all of them sleep, none has.
/// </summary>
internal static class Strangers
{
    /// <summary>With more files open than this, those of threads that have ended are closed with the others.</summary>
    private const int ThreadsMax = 256;

    /// <summary>Sooner than this the doubt may go by itself.</summary>
    private static readonly TimeSpan Soon = TimeSpan.FromMilliseconds(1);

    /// <summary>
    /// A thread of the pool that has run, outside of every world, for so long (somebody blocks it) does not hold a piece
    /// of a world's work that it is about to begin.
    /// </summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(20);

    /// <summary>The threads looked at so far: to open their files anew for each look would be most of its cost.</summary>
    private static readonly ConcurrentDictionary<string, SafeFileHandle> Threads = new(StringComparer.Ordinal);

    private static ReadOnlySpan<byte> WorkerName => "(.NET TP Worker)"u8;

    /// <summary>
    /// Whether those who have made a look at a world end in doubt for <paramref name="doubtful"/> may be passed over:
    /// they all sleep, or have been there for long. The caller compares its world's stamps afterwards.
    /// </summary>
    public static bool AreHarmless(TimeSpan doubtful) =>
        doubtful > Soon && (doubtful > Patience || (ThreadPool.PendingWorkItemCount == 0 && AllAsleep()));

    /// <summary>Whether the kernel tells, twice, that no worker of the pool is awake; false where it does not tell.</summary>
    private static bool AllAsleep()
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
        if (Threads.Count > ThreadsMax)
        {
            foreach (var (thread, _) in Threads)
            {
                Forget(thread);
            }
        }

        Span<byte> head = stackalloc byte[64];
        foreach (var thread in Directory.EnumerateDirectories("/proc/self/task"))
        {
            try
            {
                // "17 (.NET TP Worker) S 1 …": the state follows the name. A file that is read again tells anew.
                var read = head[..RandomAccess.Read(Threads.GetOrAdd(thread, Open), head, 0)];
                var name = read.IndexOf((byte)'(');
                if (name > 0 && read[name..].StartsWith(WorkerName) && !read[(name + WorkerName.Length)..].StartsWith(" S"u8))
                {
                    return false;
                }
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException or ObjectDisposedException)
            {
                // The thread has ended meanwhile; another may have its number one day.
                Forget(thread);
                return false;
            }
        }

        return true;
    }

    private static void Forget(string thread)
    {
        if (Threads.TryRemove(thread, out var ended))
        {
            ended.Dispose();
        }
    }

    private static SafeFileHandle Open(string thread) => File.OpenHandle(thread + "/stat", share: FileShare.ReadWrite);
}
