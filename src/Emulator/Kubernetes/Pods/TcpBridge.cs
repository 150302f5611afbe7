using System.Net.Sockets;
using Eso.Emulator.Kubernetes.Pods.Streams;

namespace Eso.Emulator.Kubernetes.Pods;

/// <summary>A client's bytes to a port of a real Pod, and back.</summary>
internal static class TcpBridge
{
    /// <summary>Bridges until both have ended; why the port cannot be reached, when it cannot.</summary>
    public static async Task<string?> RunAsync(string address, int port, IByteChannel client, CancellationToken cancellation)
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await socket.ConnectAsync(address, port, cancellation).ConfigureAwait(false);
        }
        catch (SocketException e)
        {
            return e.SocketErrorCode == SocketError.ConnectionRefused ? "connection refused" : e.Message;
        }

        var sending = SendAsync(socket, client, cancellation);
        var buffer = new byte[32 * 1024];
        try
        {
            while (await socket.ReceiveAsync(buffer, cancellation).ConfigureAwait(false) is > 0 and var count)
            {
                await client.WriteAsync(buffer.AsMemory(0, count), cancellation).ConfigureAwait(false);
            }
        }
        catch (SocketException)
        {
            // The program hung up.
        }

        await client.CloseAsync(cancellation).ConfigureAwait(false);
        return null;
    }

    private static async Task SendAsync(Socket socket, IByteChannel client, CancellationToken cancellation)
    {
        try
        {
            while (await client.ReadAsync(cancellation).ConfigureAwait(false) is { } piece)
            {
                await socket.SendAsync(piece, cancellation).ConfigureAwait(false);
            }

            socket.Shutdown(SocketShutdown.Send);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or OperationCanceledException)
        {
            // The program is done.
        }
    }
}
