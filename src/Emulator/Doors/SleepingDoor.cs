using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;

namespace Eso.Emulator.Doors;

/// <summary>
/// A door that is bound and listened at, but has no server behind it until somebody knocks: of the worlds in memory few
/// are ever called through a socket, and to start and end Kestrel would be much of what such a world costs.
/// </summary>
internal sealed class SleepingDoor : IDoor
{
    private const int Backlog = 512;
    private readonly Socket socket;
    private readonly SocketAsyncEventArgs knock = new();
    private readonly Func<IConnectionListenerFactory, Task<KestrelDoor>> wake;
    private readonly Lock gate = new();
    private Task<KestrelDoor>? awake;
    private bool closed;

    private SleepingDoor(Socket socket, string url, Func<IConnectionListenerFactory, Task<KestrelDoor>> wake)
    {
        this.socket = socket;
        this.wake = wake;
        Url = url;
        knock.Completed += (_, _) => Wake();
    }

    public string Url { get; }

    /// <summary>Binds a free port of the loopback address.</summary>
    /// <param name="tls">Whether what wakes up speaks TLS; only told in the address.</param>
    /// <param name="wake">Starts the server on the listener that it is given.</param>
    public static SleepingDoor Open(bool tls, Func<IConnectionListenerFactory, Task<KestrelDoor>> wake)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
            socket.Listen(Backlog);
            var port = ((IPEndPoint)socket.LocalEndPoint!).Port;
            var door = new SleepingDoor(socket, $"{(tls ? "https" : "http")}://127.0.0.1:{port}", wake);

            // The caller's flow must not travel with whoever knocks.
            using (ExecutionContext.SuppressFlow())
            {
                if (!socket.AcceptAsync(door.knock))
                {
                    door.Wake();
                }
            }

            return door;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        Task<KestrelDoor>? waking;
        lock (gate)
        {
            if (closed)
            {
                return;
            }

            closed = true;
            waking = awake;
        }

        if (waking is not null)
        {
            await (await waking.ConfigureAwait(false)).DisposeAsync().ConfigureAwait(false);
        }

        socket.Dispose();
        knock.Dispose();
    }

    private void Wake()
    {
        lock (gate)
        {
            if (closed || knock.SocketError != SocketError.Success)
            {
                knock.AcceptSocket?.Dispose();
                return;
            }

            awake = wake(new HandedSockets(socket, knock.AcceptSocket!));
        }
    }
}
