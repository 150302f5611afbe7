namespace Eso.Emulator.State;

/// <summary>
/// Reads a log from its beginning, record by record: memory holds one record, however long the file has grown.
/// </summary>
internal static class StateReplay
{
    private const int ScanBytes = 1 << 20;

    /// <summary>
    /// Replays every change in order and leaves the file positioned at its end, where the next record goes. A torn end,
    /// the trace of a write that nobody was told of, is cut off.
    /// </summary>
    /// <exception cref="StateCorruptException">
    /// Sound records lie behind a damaged one. The file stays as it is.
    /// </exception>
    public static void Run(FileStream file, string path, ReadOnlySpan<byte> header, Action<StateChange> replay)
    {
        if (file.Length < header.Length)
        {
            // Not even the first line was ever finished.
            file.SetLength(0);
            file.Write(header);
            file.Flush(flushToDisk: true);
            return;
        }

        Span<byte> first = stackalloc byte[header.Length];
        file.ReadExactly(first);
        if (!first.SequenceEqual(header))
        {
            throw new StateCorruptException(path, 0, null);
        }

        using var buffered = new BufferedStream(new Unclosed(file), ScanBytes);
        var at = (long)header.Length;
        while (at < file.Length)
        {
            if (Payload(buffered, file.Length - at) is not { } payload)
            {
                CutTail(file, path, at);
                return;
            }

            foreach (var change in StateRecord.Decode(payload))
            {
                replay(change);
            }

            at += StateRecord.HeaderBytes + payload.Length;
        }
    }

    // The record at the stream's position; null when none that is whole and sound begins there.
    private static byte[]? Payload(Stream stream, long left)
    {
        Span<byte> head = stackalloc byte[StateRecord.HeaderBytes];
        if (left < head.Length)
        {
            return null;
        }

        stream.ReadExactly(head);
        if (StateRecord.Length(head) is not { } length || length > left - head.Length)
        {
            return null;
        }

        var payload = new byte[length];
        stream.ReadExactly(payload);
        return StateRecord.IsSound(head, payload) ? payload : null;
    }

    private static void CutTail(FileStream file, string path, long at)
    {
        if (NextSound(file, at + 1) is { } next)
        {
            throw new StateCorruptException(path, at, next);
        }

        file.SetLength(at);
        file.Seek(0, SeekOrigin.End);
        file.Flush(flushToDisk: true);
    }

    private static long? NextSound(FileStream file, long from)
    {
        var mark = StateRecord.MarkBytes;
        var chunk = new byte[ScanBytes];
        for (var start = from; start < file.Length - mark.Length;)
        {
            file.Seek(start, SeekOrigin.Begin);
            var read = file.ReadAtLeast(chunk, chunk.Length, throwOnEndOfStream: false);
            for (var found = chunk.AsSpan(0, read).IndexOf(mark); found >= 0;)
            {
                file.Seek(start + found, SeekOrigin.Begin);
                if (Payload(file, file.Length - start - found) is not null)
                {
                    return start + found;
                }

                var more = chunk.AsSpan(found + 1, read - found - 1).IndexOf(mark);
                found = more < 0 ? -1 : found + 1 + more;
            }

            // A mark may lie across two chunks.
            start += Math.Max(1, read - 1);
        }

        return null;
    }

    /// <summary>Keeps the log's file open when the buffer in front of it is done with.</summary>
    private sealed class Unclosed(FileStream inner) : Stream
    {
        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => inner.Length;

        public override long Position
        {
            get => inner.Position;
            set => throw new NotSupportedException();
        }

        public override int Read(byte[] buffer, int offset, int count) => inner.Read(buffer, offset, count);

        public override int Read(Span<byte> buffer) => inner.Read(buffer);

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
