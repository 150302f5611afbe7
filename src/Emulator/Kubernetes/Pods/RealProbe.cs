using System.Globalization;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using static Eso.Emulator.Kubernetes.Kinds.ObjectFields;

namespace Eso.Emulator.Kubernetes.Pods;

/// <summary>httpGet, tcpSocket and grpc probes of containers that run in an engine. Not emulated: gRPC's own question.</summary>
internal static class RealProbe
{
    private static readonly HttpClient Http = new(new SocketsHttpHandler
    {
        UseProxy = false,
        AllowAutoRedirect = false,
        PooledConnectionLifetime = TimeSpan.Zero,
#pragma warning disable CA5359 // The kubelet's probes take any certificate, too: nothing is told to the server.
        SslOptions = new() { RemoteCertificateValidationCallback = static (_, _, _, _) => true },
#pragma warning restore CA5359
    });

    public static async Task<bool> TryAsync(JsonObject container, JsonObject probe, string address, CancellationToken cancellation)
    {
        var ask = Child(probe, "httpGet") ?? Child(probe, "tcpSocket") ?? Child(probe, "grpc");
        var port = PortOf(container, ask?["port"]);
        var host = Text(ask, "host") is { Length: > 0 } given ? given : address;
        try
        {
            if (Child(probe, "httpGet") is null)
            {
                using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
                await socket.ConnectAsync(host, port, cancellation).ConfigureAwait(false);
                return true;
            }

            var scheme = Text(ask, "scheme") == "HTTPS" ? "https" : "http";
            using var request = new HttpRequestMessage(HttpMethod.Get, $"{scheme}://{host}:{port}/{Text(ask, "path").TrimStart('/')}");
            request.Headers.TryAddWithoutValidation("User-Agent", "kube-probe/1.36");
            foreach (var (_, header) in Items(ask, "httpHeaders"))
            {
                request.Headers.TryAddWithoutValidation(Text(header, "name"), Text(header, "value"));
            }

            using var answer = await Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation).ConfigureAwait(false);
            return (int)answer.StatusCode < 400;
        }
        catch (Exception e) when (e is SocketException or HttpRequestException or UriFormatException or ArgumentException)
        {
            return false;
        }
    }

    private static int PortOf(JsonObject container, JsonNode? port)
    {
        var text = port?.ToString() ?? "";
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            return number;
        }

        var named = Items(container, "ports").Select(p => p.Item).FirstOrDefault(p => Text(p, "name") == text);
        return (int)Number(named, "containerPort");
    }
}
