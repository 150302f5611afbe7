using System.Buffers.Binary;
using System.Net.Security;
using System.Text;

namespace Eso.Benchmarks;

/// <summary>
/// As much of HTTP/2 as callers and watchers need: literal headers, windows so wide that they hardly ever need an
/// update, frames counted and forgotten.
/// </summary>
internal sealed class Http2Caller : KubeCaller
{
    private const int FrameHead = 9;
    private const int DataFrame = 0;
    private const int HeadersFrame = 1;
    private const int ResetFrame = 3;
    private const int SettingsFrame = 4;
    private const int PingFrame = 6;
    private const int GoAwayFrame = 7;
    private const int WindowFrame = 8;
    private const uint Widest = int.MaxValue;
    private const long WindowAgainFrom = 256 << 20;

    private readonly SslStream stream;
    private readonly string token;
    private readonly byte[] answer = new byte[128 * 1024];
    private byte[] request = new byte[4 * 1024];
    private long[] lines = [];
    private int have;
    private int at;
    private int next = 1;
    private long consumed;

    public Http2Caller(SslStream stream, string token)
    {
        (this.stream, this.token) = (stream, token);
        stream.Write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8);

        // No table of headers, no pushes, the widest windows.
        Span<byte> settings = stackalloc byte[18];
        Setting(settings, 1, 0);
        Setting(settings[6..], 2, 0);
        Setting(settings[12..], 4, Widest);
        Frame(SettingsFrame, 0, 0, settings);
        Widen(Widest - 65_535);
    }

    public override void Dispose() => stream.Dispose();

    /// <summary>The lines that watches of this connection were sent.</summary>
    public long Lines => lines.Sum();

    /// <summary>Begins as many watches of the same.</summary>
    public void Watch(string path, int count)
    {
        var call = new KubeCall("GET", path);
        for (lines = new long[count]; next < 2 * count; next += 2)
        {
            Send(call, next);
        }
    }

    /// <summary>Reads until each watch was sent so many lines or ended.</summary>
    public void Count(int each)
    {
        var open = lines.Count(l => l < each);
        while (open > 0)
        {
            var (type, flags, id, payload) = Next();
            ref var line = ref lines[(id - 1) / 2];
            if (type == DataFrame)
            {
                var before = line;
                line += payload.Count((byte)'\n');
                open -= before < each && line >= each ? 1 : 0;
            }

            _ = type == ResetFrame || (flags & 1) != 0 && type == DataFrame ? throw new IOException("a watch ended") : 0;
        }
    }

    protected override long Exchange(KubeCall call)
    {
        var id = next;
        next += 2;
        Send(call, id);
        var length = 0L;
        while (true)
        {
            var (type, flags, of, payload) = Next();
            if (of != id || type is not (DataFrame or HeadersFrame))
            {
                continue;
            }

            if (type == DataFrame)
            {
                Keep(payload);
                length += payload.Length;
            }

            if ((flags & 1) != 0)
            {
                return length;
            }
        }
    }

    private static void Setting(Span<byte> to, ushort name, uint value)
    {
        BinaryPrimitives.WriteUInt16BigEndian(to, name);
        BinaryPrimitives.WriteUInt32BigEndian(to[2..], value);
    }

    private void Send(KubeCall call, int id)
    {
        if (request.Length < call.Body.Length + 1024)
        {
            request = new byte[call.Body.Length + 1024];
        }

        var count = FrameHead;
        Header(":method", call.Method, ref count);
        Header(":scheme", "https", ref count);
        Header(":authority", "127.0.0.1", ref count);
        Header(":path", call.Path, ref count);
        Header("authorization", "Bearer " + token, ref count);
        if (call.Body.Length > 0)
        {
            Header("content-type", call.Type, ref count);
        }

        const int endStream = 1;
        const int endHeaders = 4;
        Head(request, count - FrameHead, HeadersFrame, call.Body.Length == 0 ? endStream | endHeaders : endHeaders, id);
        if (call.Body.Length > 0)
        {
            Head(request.AsSpan(count), call.Body.Length, DataFrame, endStream, id);
            call.Body.CopyTo(request, count + FrameHead);
            count += FrameHead + call.Body.Length;
        }

        stream.Write(request.AsSpan(0, count));
    }

    /// <summary>Literal, never in a table, names and values as they are.</summary>
    private void Header(string name, string value, ref int count)
    {
        request[count++] = 0;
        foreach (var text in (ReadOnlySpan<string>)[name, value])
        {
            Length(text.Length, ref count);
            count += Encoding.ASCII.GetBytes(text, request.AsSpan(count));
        }
    }

    /// <summary>RFC 7541, 5.1: seven bits, and what is above them in groups of seven.</summary>
    private void Length(int length, ref int count)
    {
        request[count++] = (byte)Math.Min(length, 127);
        for (var rest = length - 127; rest >= 0; rest = rest < 128 ? -1 : rest >> 7)
        {
            request[count++] = (byte)(rest < 128 ? rest : (rest & 127) | 128);
        }
    }

    /// <summary>The next frame that is of a stream; what the connection itself wants is answered.</summary>
    private Answer Next()
    {
        while (true)
        {
            Fill(FrameHead);
            var head = answer.AsSpan(at, FrameHead);
            var length = (head[0] << 16) | (head[1] << 8) | head[2];
            var (type, flags) = (head[3], head[4]);
            var id = BinaryPrimitives.ReadInt32BigEndian(head[5..]) & int.MaxValue;
            Fill(FrameHead + length);
            var payload = answer.AsSpan(at + FrameHead, length);
            at += FrameHead + length;
            switch (type)
            {
                case SettingsFrame when (flags & 1) == 0:
                    Frame(SettingsFrame, 1, 0, []);
                    break;
                case PingFrame when (flags & 1) == 0:
                    Frame(PingFrame, 1, 0, payload);
                    break;
                case GoAwayFrame:
                    throw new IOException("the server goes away");
                case DataFrame or HeadersFrame or ResetFrame:
                    consumed += type == DataFrame ? length : 0;
                    if (consumed >= WindowAgainFrom)
                    {
                        Widen((uint)consumed);
                        consumed = 0;
                    }

                    return new Answer(type, flags, id, payload);
                default:
                    break;
            }
        }
    }

    private void Fill(int count)
    {
        while (have - at < count)
        {
            if (at > 0)
            {
                answer.AsSpan(at, have - at).CopyTo(answer);
                (have, at) = (have - at, 0);
            }

            var read = stream.Read(answer, have, answer.Length - have);
            have += read > 0 ? read : throw new IOException("the server closed the connection");
        }
    }

    private void Widen(uint by)
    {
        Span<byte> window = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(window, by);
        Frame(WindowFrame, 0, 0, window);
    }

    private void Frame(int type, int flags, int id, ReadOnlySpan<byte> payload)
    {
        Span<byte> frame = stackalloc byte[FrameHead + payload.Length];
        Head(frame, payload.Length, type, flags, id);
        payload.CopyTo(frame[FrameHead..]);
        stream.Write(frame);
    }

    private static void Head(Span<byte> to, int length, int type, int flags, int id)
    {
        BinaryPrimitives.WriteInt32BigEndian(to, (length << 8) | type);
        to[4] = (byte)flags;
        BinaryPrimitives.WriteInt32BigEndian(to[5..], id);
    }

    private readonly ref struct Answer(int type, int flags, int id, ReadOnlySpan<byte> payload)
    {
        private readonly ReadOnlySpan<byte> payload = payload;

        public void Deconstruct(out int type, out int flags, out int id, out ReadOnlySpan<byte> payload)
        {
            (type, flags, id) = (Type, Flags, Id);
            payload = this.payload;
        }

        private int Type { get; } = type;

        private int Flags { get; } = flags;

        private int Id { get; } = id;
    }
}
