using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging.Abstractions;

namespace Eso.Emulator.Doors;

/// <summary>Hands Kestrel a socket that is listened at already, and the first connection that came in there.</summary>
internal sealed class HandedSockets(Socket socket, Socket first) : IConnectionListenerFactory, IConnectionListener
{
    private readonly SocketConnectionContextFactory contexts = new(
        new SocketConnectionFactoryOptions { UnsafePreferInlineScheduling = true, WaitForDataBeforeAllocatingBuffer = false },
        NullLogger.Instance);

    private Socket? waiting = first;

    public EndPoint EndPoint => socket.LocalEndPoint!;

    public ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default) => new(this);

    public async ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default)
    {
        if (Interlocked.Exchange(ref waiting, null) is { } early)
        {
            return Context(early);
        }

        while (true)
        {
            try
            {
                return Context(await socket.AcceptAsync(cancellationToken).ConfigureAwait(false));
            }
            catch (Exception e) when (e is ObjectDisposedException or SocketException { SocketErrorCode: SocketError.OperationAborted })
            {
                // Unbound: there will be no more.
                return null;
            }
            catch (SocketException)
            {
                // Whoever knocked has gone before it was let in.
            }
        }
    }

    public ValueTask UnbindAsync(CancellationToken cancellationToken = default)
    {
        socket.Dispose();
        return default;
    }

    public ValueTask DisposeAsync()
    {
        socket.Dispose();
        waiting?.Dispose();
        contexts.Dispose();
        return default;
    }

    private ConnectionContext Context(Socket connection)
    {
        connection.NoDelay = true;
        return contexts.Create(connection);
    }
}
