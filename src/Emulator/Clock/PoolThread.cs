using System.Buffers.Text;
using Microsoft.Win32.SafeHandles;

namespace Eso.Emulator.Clock;

/// <summary>
/// One of the pool's threads as the kernel sees it (proc(5): stat, schedstat). Linux only; used by one thread.
/// </summary>
internal sealed class PoolThread
{
    /// <summary>With more known than this, those that have ended are closed with the others.</summary>
    private const int KnownMax = 256;

    /// <summary>
    /// Who has computed for so long has begun what was in its hands: taking the flow on comes first, after some
    /// microseconds, or a few milliseconds where it has to be compiled.
    /// </summary>
    public static readonly TimeSpan Beginning = TimeSpan.FromMilliseconds(4);

    /// <summary>To open their files anew for each look would be most of its cost.</summary>
    private static readonly Dictionary<string, PoolThread> Known = new(StringComparer.Ordinal);

    private readonly string folder;
    private readonly SafeFileHandle stat;
    private readonly SafeFileHandle? schedule;

    private PoolThread(string folder)
    {
        this.folder = folder;
        stat = File.OpenHandle(folder + "/stat", share: FileShare.ReadWrite);
        try
        {
            schedule = File.OpenHandle(folder + "/schedstat", share: FileShare.ReadWrite);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A kernel without it.
        }
    }

    private static ReadOnlySpan<byte> WorkerName => "(.NET TP Worker) "u8;

    /// <summary>The pool's threads of this moment.</summary>
    public static IEnumerable<PoolThread> All()
    {
        if (Known.Count > KnownMax)
        {
            foreach (var thread in Known.Values.ToList())
            {
                thread.Forget();
            }
        }

        foreach (var folder in Directory.EnumerateDirectories("/proc/self/task"))
        {
            if (Find(folder) is { } thread && thread.IsAsleep() is not null)
            {
                yield return thread;
            }
        }
    }

    /// <summary>Whether it waits for something; null: it has ended, or is none of the pool.</summary>
    public bool? IsAsleep()
    {
        Span<byte> text = stackalloc byte[64];
        try
        {
            // "17 (.NET TP Worker) S 1 …": the state follows the name. A file that is read again tells anew.
            var read = text[..RandomAccess.Read(stat, text, 0)];
            var name = read.IndexOf((byte)'(');
            return name < 0 || !read[name..].StartsWith(WorkerName) ? null : read[name + WorkerName.Length] == (byte)'S';
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ObjectDisposedException)
        {
            // Another thread may have its number one day.
            Forget();
            return null;
        }
    }

    /// <summary>
    /// The processor's time that it has had so far; of one that has ended, more than any other has had. A kernel that
    /// does not count (no schedstat) tells zero.
    /// </summary>
    public TimeSpan Computed()
    {
        if (schedule is null)
        {
            return TimeSpan.Zero;
        }

        Span<byte> text = stackalloc byte[96];
        try
        {
            // Nanoseconds on a processor come first.
            var read = text[..RandomAccess.Read(schedule, text, 0)];
            return Utf8Parser.TryParse(read, out long nanoseconds, out _) ? TimeSpan.FromMicroseconds(nanoseconds / 1000.0) : TimeSpan.Zero;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ObjectDisposedException)
        {
            return TimeSpan.MaxValue;
        }
    }

    private static PoolThread? Find(string folder)
    {
        try
        {
            if (!Known.TryGetValue(folder, out var thread))
            {
                Known[folder] = thread = new PoolThread(folder);
            }

            return thread;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private void Forget()
    {
        Known.Remove(folder);
        stat.Dispose();
        schedule?.Dispose();
    }
}
