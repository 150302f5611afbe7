using System.Net.WebSockets;
using System.Threading.Channels;

namespace Eso.Emulator.Kubernetes.Pods.Streams;

/// <summary>Numbered channels in one WebSocket, both ways: the first byte (or digit) of a message is the channel.</summary>
internal sealed class WebSocketChannels : IDisposable
{
    private readonly WebSocket socket;
    private readonly bool isBase64;
    private readonly One[] channels;
    private readonly SemaphoreSlim sending = new(1, 1);

    public WebSocketChannels(WebSocket socket, int count, bool isBase64)
    {
        this.socket = socket;
        this.isBase64 = isBase64;
        channels = [.. Enumerable.Range(0, count).Select(i => new One(this, i))];
    }

    public IByteChannel At(int index) => channels[index];

    /// <summary>Reads to the socket's end.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        var buffer = new byte[64 * 1024];
        try
        {
            while (socket.State == WebSocketState.Open)
            {
                var count = 0;
                ValueWebSocketReceiveResult got;
                do
                {
                    got = await socket.ReceiveAsync(buffer.AsMemory(count), cancellation).ConfigureAwait(false);
                    count += got.Count;
                }
                while (!got.EndOfMessage && count < buffer.Length);
                if (got.MessageType == WebSocketMessageType.Close)
                {
                    break;
                }

                var number = ChannelMessage.ChannelOf(buffer.AsSpan(0, count), isBase64);
                if (number >= 0 && number < channels.Length && count > 1)
                {
                    var bytes = ChannelMessage.ContentOf(buffer.AsSpan(0, count), isBase64);
                    await channels[number].Received.Writer.WriteAsync(bytes, cancellation).ConfigureAwait(false);
                }
            }
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException)
        {
            // The client is gone.
        }

        foreach (var channel in channels)
        {
            channel.Received.Writer.TryComplete();
        }
    }

    public void Dispose() => sending.Dispose();

    private async ValueTask SendAsync(int number, ReadOnlyMemory<byte> bytes, CancellationToken cancellation)
    {
        var (message, type) = ChannelMessage.Of(number, bytes.Span, isBase64);
        await sending.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            await socket.SendAsync(message, type, true, cancellation).ConfigureAwait(false);
        }
        finally
        {
            sending.Release();
        }
    }

    private sealed class One(WebSocketChannels all, int number) : IByteChannel
    {
        public Channel<byte[]> Received { get; } = Channel.CreateBounded<byte[]>(64);

        public ValueTask<byte[]?> ReadAsync(CancellationToken cancellation) => Received.Reader.NextAsync(cancellation);

        public ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellation) =>
            all.SendAsync(number, bytes, cancellation);

        // A channel of this protocol ends with its socket only.
        public ValueTask CloseAsync(CancellationToken cancellation) => ValueTask.CompletedTask;
    }
}
