using System.Net.WebSockets;

namespace Eso.Emulator.Kubernetes.Pods.Streams;

/// <summary>A WebSocket's binary messages as one stream of bytes, as a tunnel carries them.</summary>
internal sealed class WebSocketBytes(WebSocket socket) : TwoWayStream
{
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (socket.State is WebSocketState.Open or WebSocketState.CloseSent)
        {
            try
            {
                var got = await socket.ReceiveAsync(buffer, cancellationToken).ConfigureAwait(false);
                if (got.MessageType == WebSocketMessageType.Close)
                {
                    return 0;
                }

                if (got.Count > 0)
                {
                    return got.Count;
                }
            }
            catch (WebSocketException)
            {
                return 0;
            }
        }

        return 0;
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        try
        {
            await socket.SendAsync(buffer, WebSocketMessageType.Binary, true, cancellationToken).ConfigureAwait(false);
        }
        catch (WebSocketException e)
        {
            throw new IOException(e.Message, e);
        }
    }
}
