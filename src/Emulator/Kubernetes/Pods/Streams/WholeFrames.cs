namespace Eso.Emulator.Kubernetes.Pods.Streams;

/// <summary>
/// A WebSocket's bytes in which each frame is a message of its own. The real server's library (golang.org/x/net's) reads
/// so, and clients rely on it: the official C# client never ends a message, and begins each frame with its channel.
/// </summary>
internal sealed class WholeFrames(Stream inner) : TwoWayStream
{
    // RFC 6455 §5.2.
    private const byte Final = 0x80;
    private const byte Masked = 0x80;
    private const int Opcodes = 0x0F;
    private const int FirstControl = 8;

    private byte kind;
    private int headerAt;
    private int headerLength;
    private int lengthBytes;
    private ulong left;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var count = await inner.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        End(buffer.Span[..count]);
        return count;
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
        inner.WriteAsync(buffer, cancellationToken);

    public override Task FlushAsync(CancellationToken cancellationToken) => inner.FlushAsync(cancellationToken);

    public override void Flush() => inner.Flush();

    public override void Write(byte[] buffer, int offset, int count) => inner.Write(buffer, offset, count);

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            inner.Dispose();
        }

        base.Dispose(disposing);
    }

    /// <summary>Follows the frames and turns each header of data into that of a whole message.</summary>
    private void End(Span<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            if (headerAt < 0)
            {
                var content = (int)Math.Min(left, (ulong)bytes.Length);
                left -= (ulong)content;
                bytes = bytes[content..];
                headerAt = left == 0 ? 0 : headerAt;
                continue;
            }

            Header(ref bytes[0]);
            bytes = bytes[1..];
        }
    }

    private void Header(ref byte next)
    {
        switch (headerAt)
        {
            case 0:
                next = First(next);
                break;
            case 1:
                lengthBytes = (next & ~Masked) switch { 126 => 2, 127 => 8, _ => 0 };
                left = lengthBytes == 0 ? (ulong)(next & ~Masked) : 0;
                headerLength = 2 + lengthBytes + ((next & Masked) != 0 ? 4 : 0);
                break;
            default:
                left = headerAt - 2 < lengthBytes ? (left << 8) | next : left;
                break;
        }

        headerAt++;
        if (headerAt > 1 && headerAt == headerLength)
        {
            // Into the content, or at the next header when there is none.
            headerAt = left == 0 ? 0 : -1;
        }
    }

    private byte First(byte header)
    {
        var opcode = (byte)(header & Opcodes);
        if (opcode >= FirstControl)
        {
            return header;
        }

        kind = opcode == 0 ? kind : opcode;
        return (byte)((header & ~Opcodes) | Final | kind);
    }
}
