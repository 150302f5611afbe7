using System.Collections.Concurrent;
using System.Globalization;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Pods.Streams;
using Microsoft.AspNetCore.Http;
using static Eso.Emulator.Kubernetes.Kinds.ObjectFields;

namespace Eso.Emulator.Kubernetes.Pods;

/// <summary>
/// <c>/portforward</c>: SPDY through a WebSocket (kubectl since 1.31), plain SPDY, and the older WebSocket form with two
/// channels a port. A port nobody listens on is refused in the words of a kubelet and its runtime.
/// </summary>
internal static class PodPortForward
{
    private const string Protocol = "portforward.k8s.io";
    private const string Tunnel = "SPDY/3.1+portforward.k8s.io";

    public static async Task RunAsync(HttpContext http, JsonObject pod, PodRunner? runner)
    {
        if (Text(Child(pod, "spec"), "nodeName").Length == 0)
        {
            throw KubeErrors.BadRequest($"pod {Name(pod)} does not have a host assigned");
        }

        var spdy = StreamUpgrade.IsWanted(http);
        if (!spdy && !WebSocketUpgrade.IsWanted(http))
        {
            throw KubeErrors.BadRequest("Upgrade request required");
        }

        var sandbox = runner?.Find(Text(Child(pod, "metadata"), "uid"));
        if (sandbox is null || sandbox.Done || Text(Child(pod, "status"), "phase") is "Succeeded" or "Failed")
        {
            throw KubeErrors.Internal("error forwarding ports: pod not running");
        }

        var offered = WebSocketUpgrade.Offered(http);
        if (spdy)
        {
            using var connection = await StreamUpgrade.AcceptAsync(http, StreamUpgrade.Negotiate(http, Protocol)).ConfigureAwait(false);
            await ServeAsync(connection, sandbox, http.RequestAborted).ConfigureAwait(false);
        }
        else if (offered.Contains(Tunnel))
        {
            using var socket = await WebSocketUpgrade.AcceptAsync(http, Tunnel).ConfigureAwait(false);
            using var bytes = new WebSocketBytes(socket);
            using var connection = new SpdyConnection(bytes);
            await ServeAsync(connection, sandbox, http.RequestAborted).ConfigureAwait(false);
        }
        else
        {
            await OverChannelsAsync(http, offered, sandbox).ConfigureAwait(false);
        }
    }

    /// <summary>Pairs of streams, an error and a data stream with one request id, each of them a connection to a port.</summary>
    private static async Task ServeAsync(SpdyConnection connection, PodSandbox sandbox, CancellationToken aborted)
    {
        using var gone = CancellationTokenSource.CreateLinkedTokenSource(aborted);
        var waiting = new ConcurrentDictionary<string, SpdyStream>(StringComparer.Ordinal);
        await connection.RunAsync(Opened, gone.Token).ConfigureAwait(false);
        await gone.CancelAsync().ConfigureAwait(false);

        void Opened(SpdyStream stream)
        {
            var isData = stream.Header("streamType") == "data";
            // Clients that give no id open the error stream first and the data stream next.
            var request = stream.Header("requestID") is { Length: > 0 } id ? id
                : (isData ? stream.Id - 2 : stream.Id).ToString(CultureInfo.InvariantCulture);
            if (!waiting.TryRemove(request, out var other))
            {
                waiting[request] = stream;
                return;
            }

            var (data, error) = isData ? (stream, other) : (other, stream);
            _ = int.TryParse(data.Header("port"), NumberStyles.None, CultureInfo.InvariantCulture, out var port);
            _ = ForwardAsync(sandbox, port, data, error, gone.Token);
        }
    }

    private static async Task ForwardAsync(
        PodSandbox sandbox, int port, IByteChannel data, IByteChannel error, CancellationToken gone)
    {
        try
        {
            if (await sandbox.ConnectAsync(port, data, gone).ConfigureAwait(false) is { } failure)
            {
                await error.WriteAsync(Encoding.UTF8.GetBytes(failure), gone).ConfigureAwait(false);
            }

            await error.CloseAsync(gone).ConfigureAwait(false);
            await data.CloseAsync(gone).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or WebSocketException or ObjectDisposedException)
        {
            // The client is gone.
        }
    }

    /// <summary>Ports named by the query, two channels each; each channel begins with its port, low byte first.</summary>
    private static async Task OverChannelsAsync(HttpContext http, IReadOnlyList<string> offered, PodSandbox sandbox)
    {
        var protocol = offered.Count == 0 ? ""
            : offered.FirstOrDefault(o => o is "v4.channel.k8s.io" or "v4.base64.channel.k8s.io" or Protocol)
                ?? throw KubeErrors.BadRequest("unable to negotiate a WebSocket subprotocol");
        var ports = Ports(http.Request.Query["ports"]);
        using var socket = await WebSocketUpgrade.AcceptAsync(http, protocol).ConfigureAwait(false);
        using var gone = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted);
        using var channels = new WebSocketChannels(socket, ports.Count * 2, protocol.Contains("base64", StringComparison.Ordinal));
        var reading = channels.RunAsync(gone.Token);
        var forwarding = ports.Select((port, i) => BeginAsync(sandbox, port, channels.At(2 * i), channels.At((2 * i) + 1), gone.Token));
        await Task.WhenAny(Task.WhenAll(forwarding), reading).ConfigureAwait(false);
        if (socket.State is WebSocketState.Open or WebSocketState.CloseReceived)
        {
            await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, "", http.RequestAborted).ConfigureAwait(false);
        }

        await gone.CancelAsync().ConfigureAwait(false);
    }

    private static async Task BeginAsync(
        PodSandbox sandbox, int port, IByteChannel data, IByteChannel error, CancellationToken gone)
    {
        byte[] number = [(byte)port, (byte)(port >> 8)];
        await data.WriteAsync(number, gone).ConfigureAwait(false);
        await error.WriteAsync(number, gone).ConfigureAwait(false);
        await ForwardAsync(sandbox, port, data, error, gone).ConfigureAwait(false);
    }

    private static List<int> Ports(IEnumerable<string?> asked)
    {
        var ports = new List<int>();
        foreach (var text in asked.Select(a => a ?? ""))
        {
            if (text.Length == 0)
            {
                throw KubeErrors.BadRequest("query parameter \"ports\" cannot be empty");
            }

            foreach (var one in text.Split(','))
            {
                ports.Add(ushort.TryParse(one, NumberStyles.None, CultureInfo.InvariantCulture, out var port)
                    ? port > 0 ? port : throw KubeErrors.BadRequest($"port \"{text}\" must be > 0")
                    : throw KubeErrors.BadRequest($"unable to parse \"{text}\" as a port: strconv.ParseUint: parsing \"{one}\": invalid syntax"));
            }
        }

        return ports.Count > 0 ? ports : throw KubeErrors.BadRequest("query parameter \"ports\" is required");
    }
}
