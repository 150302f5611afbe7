using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using Eso.Emulator.Doors;

namespace Eso.Emulator.Kubernetes.Pods.Streams;

/// <summary>
/// Header blocks of a SPDY/3 connection: one zlib stream for all of them, primed with a dictionary. The framework's
/// inflater takes no dictionary, but what a stored block holds is in its window just the same: the dictionary goes first
/// as such blocks, and what comes out of them is thrown away. What we send ourselves are stored blocks too.
/// </summary>
internal sealed class SpdyHeaders : IDisposable
{
    private const int BlockBytesMax = 64 * 1024;

    private readonly Feed feed = new();
    private readonly DeflateStream inflater;
    private bool begun;
    private bool headerSent;

    public SpdyHeaders() => inflater = new DeflateStream(feed, CompressionMode.Decompress);

    /// <summary>Reads one block, in the connection's order.</summary>
    public Dictionary<string, string> Read(ReadOnlySpan<byte> compressed)
    {
        if (!begun)
        {
            begun = true;
            // CMF, FLG, and the dictionary's checksum when FLG says there is one.
            compressed = compressed[Math.Min(compressed.Length, compressed.Length > 1 && (compressed[1] & 0x20) != 0 ? 6 : 2)..];
            feed.Add(Stored(SpdyDictionary.Bytes));
            _ = Inflate(SpdyDictionary.Bytes.Length);
        }

        feed.Add(compressed.ToArray());
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        var left = BlockBytesMax;
        var count = Number(ref left);
        for (var i = 0; i < count; i++)
        {
            var name = Text(ref left);
            headers[name] = Text(ref left);
        }

        feed.Clear();
        return headers;
    }

    /// <summary>A block without headers: all that replies need. Go's inflater gives out nothing before an empty block.</summary>
    public byte[] Empty()
    {
        byte[] block = [0, 4, 0, 0xFB, 0xFF, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF];
        byte[] sent = headerSent ? block : [0x78, 0x01, .. block];
        headerSent = true;
        return sent;
    }

    public void Dispose()
    {
        inflater.Dispose();
        feed.Dispose();
    }

    /// <summary>A stored block of RFC 1951 that is not the last one.</summary>
    private static byte[] Stored(byte[] bytes)
    {
        var block = new byte[bytes.Length + 5];
        BinaryPrimitives.WriteUInt16LittleEndian(block.AsSpan(1), (ushort)bytes.Length);
        BinaryPrimitives.WriteUInt16LittleEndian(block.AsSpan(3), (ushort)~bytes.Length);
        bytes.CopyTo(block, 5);
        return block;
    }

    private int Number(ref int left)
    {
        left -= 4;
        var number = BinaryPrimitives.ReadInt32BigEndian(Inflate(4));
        return number >= 0 && number <= left ? number : throw new InvalidDataException("A SPDY header block is too long.");
    }

    private string Text(ref int left)
    {
        var length = Number(ref left);
        left -= length;
        return Encoding.Latin1.GetString(Inflate(length));
    }

    private byte[] Inflate(int count)
    {
        var bytes = new byte[count];
        for (var at = 0; at < count;)
        {
            var got = inflater.Read(bytes, at, count - at);
            at += got > 0 ? got : throw new InvalidDataException("A SPDY header block ends too early.");
        }

        return bytes;
    }

    /// <summary>What the inflater reads from; its end is only the end of what has come so far.</summary>
    private sealed class Feed() : ReadOnlyStream(Null)
    {
        private byte[] bytes = [];
        private int at;

        public void Add(byte[] more)
        {
            bytes = at < bytes.Length ? [.. bytes[at..], .. more] : more;
            at = 0;
        }

        public void Clear() => at = bytes.Length;

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override int Read(Span<byte> buffer)
        {
            var count = Math.Min(buffer.Length, bytes.Length - at);
            bytes.AsSpan(at, count).CopyTo(buffer);
            at += count;
            return count;
        }
    }
}
