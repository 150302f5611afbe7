using System.Globalization;
using System.Threading.Channels;

namespace Eso.Emulator.State;

/// <summary>
/// An append-only log of changes in one directory, for any store of this process. What <see cref="WhenDurableAsync"/>
/// has acknowledged survives the process's death: it was written and synced. Writers that come together share one sync.
/// A torn record at the end (a write that was never acknowledged) is cut off when the log is opened; damage anywhere
/// else is reported and left alone. Compaction writes all live entries to the next generation's file and then drops
/// the old.
/// </summary>
internal sealed class StateLog : IAsyncDisposable
{
    private const string Suffix = ".log";
    private const long CompactBytesMin = 16 * 1024 * 1024;
    private static readonly byte[] Header = "eso state 1\n"u8.ToArray();
    private readonly Lock gate = new();
    private readonly string directory;
    private readonly string name;
    private readonly Channel<(byte[] Record, TaskCompletionSource Done)> queue =
        Channel.CreateUnbounded<(byte[], TaskCompletionSource)>(new UnboundedChannelOptions { SingleReader = true });

    private readonly Task writer;
    private FileStream file;
    private long generation;
    private long size;
    private long compactAt;
    private Exception? failure;

    private StateLog(string directory, string name, FileStream file, long generation)
    {
        this.directory = directory;
        this.name = name;
        this.file = file;
        this.generation = generation;
        size = file.Length;
        compactAt = Math.Max(CompactBytesMin, size * 2);
        writer = Task.Run(WriteAsync);
    }

    /// <summary>True when enough has piled up that <see cref="Compact"/> is worth its time.</summary>
    public bool WantsCompaction => Interlocked.Read(ref size) > Interlocked.Read(ref compactAt);

    /// <summary>
    /// Opens the log <paramref name="name"/> in a directory, made if need be, and replays every change in order.
    /// </summary>
    /// <exception cref="StateCorruptException">The file is damaged before its end.</exception>
    /// <exception cref="StateUnusableException">The directory cannot be written, or is in use.</exception>
    public static StateLog Open(string directory, string name, Action<StateChange> replay)
    {
        var newest = 0L;
        var path = "";
        FileStream file;
        try
        {
            Directory.CreateDirectory(directory);
            newest = Generations(directory, name).DefaultIfEmpty(0).Max();
            path = PathOf(directory, name, Math.Max(newest, 1));
            file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StateUnusableException(
                $"the state folder {directory} cannot be used (another process may have it open): {e.Message}", e);
        }

        try
        {
            if (!OperatingSystem.IsWindows())
            {
                // Secret values are in there.
                File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
            }

            StateReplay.Run(file, path, Header, replay);
            DirectorySync.Flush(directory);
            foreach (var old in Generations(directory, name).Where(g => g < newest))
            {
                File.Delete(PathOf(directory, name, old));
            }

            // Of a compaction that the process did not live to finish.
            foreach (var unfinished in Directory.EnumerateFiles(directory, $"{name}-*{Suffix}.tmp"))
            {
                File.Delete(unfinished);
            }

            return new StateLog(directory, name, file, Math.Max(newest, 1));
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Queues the changes of one write. Order of calls is order in the log: call it under the store's own lock.
    /// </summary>
    /// <returns>Ends when the write is on disk; fails when it could not be put there.</returns>
    public Task WhenDurableAsync(IReadOnlyList<StateChange> changes)
    {
        if (failure is { } broken)
        {
            return Task.FromException(broken);
        }

        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        return queue.Writer.TryWrite((StateRecord.Encode(changes), done))
            ? done.Task
            : Task.FromException(new ObjectDisposedException(nameof(StateLog)));
    }

    /// <summary>
    /// Begins a new file that holds only what lives. The caller keeps its store still meanwhile; writes queued before
    /// are contained in what lives, and are acknowledged when the new file is safe.
    /// </summary>
    public void Compact(IEnumerable<StateChange> live)
    {
        lock (gate)
        {
            var next = generation + 1;
            var path = PathOf(directory, name, next);
            var temporary = path + ".tmp";
            var made = new FileStream(temporary, FileMode.Create, FileAccess.ReadWrite, FileShare.None, 1 << 16);
            if (!OperatingSystem.IsWindows())
            {
                File.SetUnixFileMode(temporary, UnixFileMode.UserRead | UnixFileMode.UserWrite);
            }

            made.Write(Header);
            foreach (var batch in live.Chunk(256))
            {
                made.Write(StateRecord.Encode(batch));
            }

            made.Flush(flushToDisk: true);
            File.Move(temporary, path, overwrite: true);
            DirectorySync.Flush(directory);
            var old = file;
            file = made;
            generation = next;
            Interlocked.Exchange(ref size, made.Length);
            Interlocked.Exchange(ref compactAt, Math.Max(CompactBytesMin, made.Length * 2));
            old.Dispose();
            File.Delete(PathOf(directory, name, next - 1));
        }
    }

    public async ValueTask DisposeAsync()
    {
        queue.Writer.TryComplete();
        await writer.ConfigureAwait(false);
        await file.DisposeAsync().ConfigureAwait(false);
    }

    private static string PathOf(string directory, string name, long generation) =>
        Path.Combine(directory, string.Create(CultureInfo.InvariantCulture, $"{name}-{generation:D6}{Suffix}"));

    private static IEnumerable<long> Generations(string directory, string name) =>
        Directory.EnumerateFiles(directory, $"{name}-*{Suffix}")
            .Select(f => Path.GetFileNameWithoutExtension(f)[(name.Length + 1)..])
            .Where(g => long.TryParse(g, NumberStyles.None, CultureInfo.InvariantCulture, out _))
            .Select(g => long.Parse(g, CultureInfo.InvariantCulture));

    private async Task WriteAsync()
    {
        var waiting = new List<TaskCompletionSource>();
        while (await queue.Reader.WaitToReadAsync().ConfigureAwait(false))
        {
            waiting.Clear();
            try
            {
                lock (gate)
                {
                    // Everything that waits goes out with one sync.
                    while (waiting.Count < 4096 && queue.Reader.TryRead(out var item))
                    {
                        waiting.Add(item.Done);
                        file.Write(item.Record);
                        Interlocked.Add(ref size, item.Record.Length);
                    }

                    file.Flush(flushToDisk: true);
                }

                waiting.ForEach(done => done.TrySetResult());
            }
            catch (Exception broken) when (broken is IOException or UnauthorizedAccessException)
            {
                // A write that may be half on disk: no later one may be acknowledged.
                failure = broken;
                waiting.ForEach(done => done.TrySetException(broken));
            }
        }
    }
}
