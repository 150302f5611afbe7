using System.Globalization;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Pods.Shell;
using Microsoft.AspNetCore.Http;
using static Eso.Emulator.Kubernetes.Kinds.ObjectFields;

namespace Eso.Emulator.Kubernetes.Pods;

/// <summary>GET of a Pod's <c>/log</c>, as a body or over a WebSocket.</summary>
internal static class PodLogs
{
    /// <summary>Answers the request; refusals are KubeExceptions.</summary>
    public static async Task RunAsync(
        HttpContext http, PodLogOptions options, JsonObject pod, PodRunner? runner, DateTimeOffset now)
    {
        var name = PodContainers.Choose(pod, options.Container);
        if (Text(Child(pod, "spec"), "nodeName").Length == 0)
        {
            http.Response.StatusCode = StatusCodes.Status204NoContent;
            return;
        }

        var previous = options.Previous;
        var container = runner?.Find(Text(Child(pod, "metadata"), "uid"))?.Find(name);
        var log = previous ? container?.PreviousLog : container?.Log;
        if (log is null)
        {
            throw Missing(pod, name, previous, container);
        }

        var follow = options.Follow && !previous;
        var filter = Filter.Of(options, now);
        if (WebSocketUpgrade.IsWanted(http))
        {
            await OverWebSocketAsync(http, log, filter, follow).ConfigureAwait(false);
            return;
        }

        http.Response.ContentType = "text/plain";
        await WriteAsync(http, log, filter, follow, (bytes, cancel) => http.Response.Body.WriteAsync(bytes, cancel)).ConfigureAwait(false);
    }

    /// <summary>As messages: an empty one first, as the real server tells that it is there (wsstream's Reader).</summary>
    private static async Task OverWebSocketAsync(HttpContext http, ContainerLog log, Filter filter, bool follow)
    {
        var offered = WebSocketUpgrade.Offered(http);
        var protocol = offered.Count == 0 ? "" : offered.FirstOrDefault(o => o is "binary.k8s.io" or "base64.binary.k8s.io")
            ?? throw KubeErrors.BadRequest("unable to negotiate a WebSocket subprotocol");
        var isText = protocol.StartsWith("base64.", StringComparison.Ordinal);
        using var socket = await WebSocketUpgrade.AcceptAsync(http, protocol).ConfigureAwait(false);
        try
        {
            await SendAsync(default, http.RequestAborted).ConfigureAwait(false);
            await WriteAsync(http, log, filter, follow, SendAsync).ConfigureAwait(false);
            await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, "", http.RequestAborted).ConfigureAwait(false);
        }
        catch (WebSocketException)
        {
            // The client is gone.
        }

        ValueTask SendAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancel) => socket.SendAsync(
            isText ? Encoding.ASCII.GetBytes(Convert.ToBase64String(bytes.Span)) : bytes,
            isText ? WebSocketMessageType.Text : WebSocketMessageType.Binary,
            true,
            cancel);
    }

    private static KubeException Missing(JsonObject pod, string name, bool previous, ContainerRun? container) =>
        KubeErrors.BadRequest(previous
            ? $"previous terminated container \"{name}\" in pod \"{Name(pod)}\" not found"
            : $"container \"{name}\" in pod \"{Name(pod)}\" is waiting to start: " +
                (container is null ? "ContainerCreating"
                : container.WaitingMessage.Length > 0 && container.WaitingReason != "ContainerCreating"
                ? container.WaitingReason
                : container.WaitingReason));

    private static async Task WriteAsync(
        HttpContext http,
        ContainerLog log,
        Filter filter,
        bool follow,
        Func<ReadOnlyMemory<byte>, CancellationToken, ValueTask> write)
    {
        var at = 0L;
        var left = filter.LimitBytes;
        var first = true;
        while (true)
        {
            var (lines, closed, more) = log.After(at);
            IEnumerable<ContainerLog.Line> shown = lines.Where(l => l.Time >= filter.Since);
            if (first && filter.Tail >= 0)
            {
                shown = shown.TakeLast((int)Math.Min(filter.Tail, int.MaxValue));
            }

            first = false;
            foreach (var line in shown)
            {
                var text = filter.Timestamps ? $"{Stamp(line.Time)} {line.Text}" : line.Text;
                var bytes = ShellBytes.Of(text);
                var count = (int)Math.Min(bytes.Length, left);
                await write(bytes.AsMemory(0, count), http.RequestAborted).ConfigureAwait(false);
                left -= count;
                if (left <= 0)
                {
                    return;
                }
            }

            at = lines.Count > 0 ? lines[^1].Number : at;
            if (!follow || (closed && lines.Count == 0))
            {
                return;
            }

            if (!WebSocketUpgrade.IsWanted(http))
            {
                await http.Response.Body.FlushAsync(http.RequestAborted).ConfigureAwait(false);
            }

            if (!closed)
            {
                await more.WaitAsync(http.RequestAborted).ConfigureAwait(false);
            }
        }
    }

    private static string Stamp(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffffff00Z", CultureInfo.InvariantCulture);

    private sealed record Filter(long Tail, DateTimeOffset Since, long LimitBytes, bool Timestamps)
    {
        public static Filter Of(PodLogOptions options, DateTimeOffset now) => new(
            options.TailLines ?? -1,
            options.SinceSeconds is { } seconds
                ? now - TimeSpan.FromSeconds(Math.Min(seconds, 1_000_000_000))
                : options.SinceTime ?? DateTimeOffset.MinValue,
            options.LimitBytes ?? long.MaxValue,
            options.Timestamps);
    }
}
