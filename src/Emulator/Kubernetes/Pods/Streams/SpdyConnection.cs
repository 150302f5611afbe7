using System.Buffers.Binary;
using System.Collections.Concurrent;

namespace Eso.Emulator.Kubernetes.Pods.Streams;

/// <summary>
/// The server's end of a SPDY/3.1 connection as Kubernetes uses it: the client opens streams, each is accepted, both send
/// data. Not emulated: windows (Kubernetes' own implementation has none), priorities, streams the server opens.
/// </summary>
internal sealed class SpdyConnection(Stream transport) : IDisposable
{
    private const int FrameBytesMax = 16 * 1024 * 1024;
    private const int StreamsMax = 1000;

    private readonly ConcurrentDictionary<int, SpdyStream> streams = new();
    private readonly SemaphoreSlim sending = new(1, 1);
    private readonly SpdyHeaders headers = new();

    private enum FrameType
    {
        SynStream = 1,
        SynReply = 2,
        RstStream = 3,
        Ping = 6,
        GoAway = 7,
        Headers = 8,
    }

    /// <summary>Serves the connection to its end; each new stream is handed over once it is accepted.</summary>
    public async Task RunAsync(Action<SpdyStream> opened, CancellationToken cancellation)
    {
        var head = new byte[8];
        try
        {
            while (await transport.ReadAtLeastAsync(head, 8, false, cancellation).ConfigureAwait(false) == 8)
            {
                var length = BinaryPrimitives.ReadInt32BigEndian(head.AsSpan(4)) & 0xFFFFFF;
                if (length > FrameBytesMax)
                {
                    return;
                }

                var body = new byte[length];
                await transport.ReadExactlyAsync(body, cancellation).ConfigureAwait(false);
                var isLast = (head[4] & 1) != 0;
                if ((head[0] & 0x80) == 0)
                {
                    await ReceivedAsync(BinaryPrimitives.ReadInt32BigEndian(head), body, isLast, cancellation).ConfigureAwait(false);
                }
                else if (!await ControlAsync(head[3], body, isLast, opened, cancellation).ConfigureAwait(false))
                {
                    return;
                }
            }
        }
        catch (Exception e) when (e is IOException or InvalidDataException or OperationCanceledException)
        {
            // The client is gone, or talks something else.
        }
        finally
        {
            foreach (var stream in streams.Values)
            {
                stream.End(reset: true);
            }
        }
    }

    public async ValueTask SendAsync(int id, ReadOnlyMemory<byte> bytes, bool isLast, CancellationToken cancellation)
    {
        var frame = new byte[8 + bytes.Length];
        BinaryPrimitives.WriteInt32BigEndian(frame, id);
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(4), bytes.Length);
        frame[4] = isLast ? (byte)1 : (byte)0;
        bytes.CopyTo(frame.AsMemory(8));
        await WriteAsync(frame, cancellation).ConfigureAwait(false);
    }

    public void Dispose()
    {
        headers.Dispose();
        sending.Dispose();
    }

    private async ValueTask ReceivedAsync(int id, byte[] body, bool isLast, CancellationToken cancellation)
    {
        if (!streams.TryGetValue(id, out var stream))
        {
            return;
        }

        if (body.Length > 0)
        {
            await stream.ReceiveAsync(body, cancellation).ConfigureAwait(false);
        }

        if (isLast)
        {
            stream.End(reset: false);
        }
    }

    private async ValueTask<bool> ControlAsync(
        int type, byte[] body, bool isLast, Action<SpdyStream> opened, CancellationToken cancellation)
    {
        var id = body.Length >= 4 ? BinaryPrimitives.ReadInt32BigEndian(body) & int.MaxValue : 0;
        switch ((FrameType)type)
        {
            case FrameType.SynStream when body.Length >= 10:
                var stream = new SpdyStream(this, id, headers.Read(body.AsSpan(10)));
                if (streams.Count >= StreamsMax || !streams.TryAdd(id, stream))
                {
                    return false;
                }

                if (isLast)
                {
                    stream.End(reset: false);
                }

                await WriteAsync(Control(FrameType.SynReply, id, headers.Empty()), cancellation).ConfigureAwait(false);
                opened(stream);
                return true;
            case FrameType.Headers when body.Length >= 4:
                _ = headers.Read(body.AsSpan(4));
                return true;
            case FrameType.RstStream:
                if (streams.TryRemove(id, out var reset))
                {
                    reset.End(reset: true);
                }

                return true;
            case FrameType.Ping when body.Length == 4 && (id & 1) == 1:
                await WriteAsync(Control(FrameType.Ping, id, []), cancellation).ConfigureAwait(false);
                return true;
            default:
                // Settings and windows say nothing that matters here; who goes away closes the connection himself.
                return type != (int)FrameType.GoAway;
        }
    }

    private static byte[] Control(FrameType type, int id, byte[] rest)
    {
        var frame = new byte[12 + rest.Length];
        frame[0] = 0x80;
        frame[1] = 3;
        frame[3] = (byte)type;
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(4), 4 + rest.Length);
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(8), id);
        rest.CopyTo(frame, 12);
        return frame;
    }

    private async ValueTask WriteAsync(byte[] frame, CancellationToken cancellation)
    {
        await sending.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            await transport.WriteAsync(frame, cancellation).ConfigureAwait(false);
            await transport.FlushAsync(cancellation).ConfigureAwait(false);
        }
        finally
        {
            sending.Release();
        }
    }
}
