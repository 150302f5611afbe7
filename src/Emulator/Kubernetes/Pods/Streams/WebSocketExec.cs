using System.Net.WebSockets;

namespace Eso.Emulator.Kubernetes.Pods.Streams;

/// <summary>
/// The channel protocol over a WebSocket: the first byte (or digit) of a message names its stream; version 5 closes a
/// stream by a message on 255.
/// </summary>
internal sealed class WebSocketExec(WebSocket socket, string protocol) : IExecClient
{
    private const byte CloseChannel = 255;
    private const int MessageBytesMax = 64 * 1024 * 1024;

    private readonly byte[] buffer = new byte[16 * 1024];

    private bool IsBase64 => protocol.Contains("base64.", StringComparison.Ordinal);

    public async ValueTask<byte[]?> ReadInputAsync(CancellationToken cancellation)
    {
        var message = new List<byte>();
        try
        {
            while (socket.State is WebSocketState.Open)
            {
                var got = await socket.ReceiveAsync(buffer, cancellation).ConfigureAwait(false);
                message.AddRange(buffer.AsSpan(0, got.Count));
                if (got.MessageType == WebSocketMessageType.Close || message.Count > MessageBytesMax)
                {
                    return null;
                }

                if (!got.EndOfMessage)
                {
                    continue;
                }

                if (message.Count > 0 && message[0] == CloseChannel)
                {
                    return null;
                }

                if (InputOf([.. message], IsBase64) is { Length: > 0 } input)
                {
                    return input;
                }

                message.Clear();
            }
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException)
        {
            // The client stopped sending.
        }

        return null;
    }

    public async ValueTask SendAsync(int channel, ReadOnlyMemory<byte> bytes, CancellationToken cancellation)
    {
        bytes = channel == 3 ? ExecStatus.For(protocol, bytes) : bytes;
        if (bytes.Length == 0)
        {
            return;
        }

        var (message, type) = ChannelMessage.Of(channel, bytes.Span, IsBase64);
        await socket.SendAsync(message, type, true, cancellation).ConfigureAwait(false);
    }

    public async ValueTask CloseAsync(CancellationToken cancellation)
    {
        if (socket.State is WebSocketState.Open or WebSocketState.CloseReceived)
        {
            await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, "", cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>What a message says on channel 0; nothing when it is of another channel or unreadable.</summary>
    internal static byte[] InputOf(byte[] message, bool isBase64) =>
        ChannelMessage.ChannelOf(message, isBase64) == 0 ? ChannelMessage.ContentOf(message, isBase64) : [];
}
