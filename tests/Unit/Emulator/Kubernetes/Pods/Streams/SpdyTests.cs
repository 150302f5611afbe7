using System.Buffers.Binary;
using System.IO.Pipelines;
using System.Text;
using Eso.Emulator.Kubernetes.Pods.Streams;
using FluentAssertions;
using Xunit;

namespace Eso.Unit.Emulator.Kubernetes.Pods.Streams;

/// <summary>SPDY as Kubernetes' clients speak it; the header blocks were compressed by zlib itself.</summary>
public sealed class SpdyTests
{
    // One zlib stream with SPDY's dictionary: the headers of an error stream, then those of a data stream.
    private const string First =
        "78f9e3c6a7c202253a703a2b294a4dcc851625aca9a0808614cb45e01c6061606100a4398b20d198094ade8c0600000000ffff";

    private const string Second = "c2aa19540e2512d60b000000ffff";

    [Fact]
    public void Header_blocks_of_a_connection_are_one_compressed_stream()
    {
        using var headers = new SpdyHeaders();
        headers.Read(Convert.FromHexString(First)).Should().BeEquivalentTo(
            new Dictionary<string, string> { ["streamtype"] = "error", ["port"] = "8080", ["requestid"] = "0" });
        headers.Read(Convert.FromHexString(Second))["streamType"].Should().Be("data", "names have no case");
        var act = () => headers.Read([0, 1, 2, 3]);
        act.Should().Throw<InvalidDataException>();
        // What Go's own framer takes, twice on one connection.
        Convert.ToHexStringLower(headers.Empty()).Should().Be("7801" + "000400fbff00000000" + "000000ffff");
        Convert.ToHexStringLower(headers.Empty()).Should().Be("000400fbff00000000" + "000000ffff");
    }

    [Fact]
    public async Task A_stream_is_accepted_and_carries_bytes_both_ways_to_each_ends_close()
    {
        var (toServer, toClient) = (new Pipe(), new Pipe());
        using var connection = new SpdyConnection(new Duplex(toServer.Reader.AsStream(), toClient.Writer.AsStream()));
        var serving = connection.RunAsync(
            stream => _ = EchoAsync(stream), CancellationToken.None);
        var client = toServer.Writer.AsStream();
        var answers = toClient.Reader.AsStream();

        await client.WriteAsync(Frame(0x80030001, 0, [0, 0, 0, 1, 0, 0, 0, 0, 0, 0, .. Convert.FromHexString(First)]));
        await client.FlushAsync();
        (await ReadAsync(answers)).Head.Should().Be(0x80030002, "the stream is accepted");

        await client.WriteAsync(Frame(1, 0, "hello"u8.ToArray()));
        await client.FlushAsync();
        Encoding.ASCII.GetString((await ReadAsync(answers)).Body).Should().Be("HELLO");

        await client.WriteAsync(Frame(0x80030006, 0, [0, 0, 0, 7]));
        await client.FlushAsync();
        (await ReadAsync(answers)).Body.Should().Equal(0, 0, 0, 7);

        await client.WriteAsync(Frame(1, 1, []));
        await client.FlushAsync();
        (await ReadAsync(answers)).Flags.Should().Be(1, "the server closes its half too");
        await client.DisposeAsync();
        await serving;
    }

    private static async Task EchoAsync(SpdyStream stream)
    {
        while (await stream.ReadAsync(CancellationToken.None) is { } bytes)
        {
            await stream.WriteAsync(
                Encoding.ASCII.GetBytes(Encoding.ASCII.GetString(bytes).ToUpperInvariant()), CancellationToken.None);
        }

        await stream.CloseAsync(CancellationToken.None);
    }

    private static byte[] Frame(uint head, byte flags, byte[] body)
    {
        var frame = new byte[8 + body.Length];
        BinaryPrimitives.WriteUInt32BigEndian(frame, head);
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(4), body.Length);
        frame[4] = flags;
        body.CopyTo(frame, 8);
        return frame;
    }

    private static async Task<(uint Head, byte Flags, byte[] Body)> ReadAsync(Stream stream)
    {
        var head = new byte[8];
        await stream.ReadExactlyAsync(head);
        var body = new byte[BinaryPrimitives.ReadInt32BigEndian(head.AsSpan(4)) & 0xFFFFFF];
        await stream.ReadExactlyAsync(body);
        return (BinaryPrimitives.ReadUInt32BigEndian(head), head[4], body);
    }

    /// <summary>Two one-way streams as one.</summary>
    private sealed class Duplex(Stream input, Stream output) : Stream
    {
        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position { get; set; }

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            input.ReadAsync(buffer, cancellationToken);

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
            output.WriteAsync(buffer, cancellationToken);

        public override Task FlushAsync(CancellationToken cancellationToken) => output.FlushAsync(cancellationToken);

        public override void Flush() => output.Flush();

        public override int Read(byte[] buffer, int offset, int count) => input.Read(buffer, offset, count);

        public override void Write(byte[] buffer, int offset, int count) => output.Write(buffer, offset, count);

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();
    }
}
