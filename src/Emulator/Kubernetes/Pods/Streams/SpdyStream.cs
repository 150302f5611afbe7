using System.Threading.Channels;

namespace Eso.Emulator.Kubernetes.Pods.Streams;

/// <summary>One stream of a SPDY connection: what its client sends can be read, what is written is sent.</summary>
internal sealed class SpdyStream(SpdyConnection connection, int id, IReadOnlyDictionary<string, string> headers) : IByteChannel
{
    // The client's own implementation has no windows either: a reader that lags behind holds the whole connection up.
    private readonly Channel<byte[]> received = Channel.CreateBounded<byte[]>(new BoundedChannelOptions(64) { SingleReader = true });
    private bool closed;

    public int Id => id;

    public string Header(string name) => headers.GetValueOrDefault(name) ?? "";

    /// <summary>What came next; null at the end of what the client sends.</summary>
    public ValueTask<byte[]?> ReadAsync(CancellationToken cancellation) => received.Reader.NextAsync(cancellation);

    public ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellation) =>
        closed ? ValueTask.CompletedTask : connection.SendAsync(id, bytes, isLast: false, cancellation);

    /// <summary>Nothing more will be written.</summary>
    public ValueTask CloseAsync(CancellationToken cancellation)
    {
        if (closed)
        {
            return ValueTask.CompletedTask;
        }

        closed = true;
        return connection.SendAsync(id, default, isLast: true, cancellation);
    }

    public ValueTask ReceiveAsync(byte[] bytes, CancellationToken cancellation) =>
        received.Writer.TryWrite(bytes) ? ValueTask.CompletedTask : WaitAsync(bytes, cancellation);

    /// <summary>The client sends nothing more; when it has reset the stream it reads nothing more either.</summary>
    public void End(bool reset)
    {
        closed |= reset;
        received.Writer.TryComplete();
    }

    private async ValueTask WaitAsync(byte[] bytes, CancellationToken cancellation)
    {
        try
        {
            await received.Writer.WriteAsync(bytes, cancellation).ConfigureAwait(false);
        }
        catch (ChannelClosedException)
        {
            // Reset meanwhile.
        }
    }
}
