using System.Net.WebSockets;
using System.Security.Cryptography;
using System.Text;
using Eso.Emulator.Kubernetes.Pods.Streams;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Eso.Emulator.Kubernetes.Pods;

/// <summary>The WebSocket handshake (RFC 6455 §4.2) over the server's plain upgrade: no middleware is there to do it.</summary>
internal static class WebSocketUpgrade
{
    // RFC 6455 §1.3.
    private const string Guid = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

    public static bool IsWanted(HttpContext http) =>
        http.Features.Get<IHttpUpgradeFeature>() is { IsUpgradableRequest: true } &&
        http.Request.Headers.Upgrade.ToString().Equals("websocket", StringComparison.OrdinalIgnoreCase) &&
        http.Request.Headers.SecWebSocketKey.ToString().Length > 0;

    /// <summary>The protocols the client offers, in its order.</summary>
    public static IReadOnlyList<string> Offered(HttpContext http) =>
    [
        .. http.Request.Headers.SecWebSocketProtocol
            .SelectMany(h => (h ?? "").Split(','))
            .Select(p => p.Trim())
            .Where(p => p.Length > 0),
    ];

    public static async Task<WebSocket> AcceptAsync(HttpContext http, string protocol)
    {
        var key = http.Request.Headers.SecWebSocketKey.ToString();
#pragma warning disable CA5350 // The protocol's own use of SHA-1, no security in it.
        var accept = Convert.ToBase64String(SHA1.HashData(Encoding.ASCII.GetBytes(key + Guid)));
#pragma warning restore CA5350
        var headers = http.Response.Headers;
        headers.Connection = "Upgrade";
        headers.Upgrade = "websocket";
        headers.SecWebSocketAccept = accept;
        if (protocol.Length > 0)
        {
            headers.SecWebSocketProtocol = protocol;
        }

        var stream = await http.Features.Get<IHttpUpgradeFeature>()!.UpgradeAsync().ConfigureAwait(false);
        // The header has said which protocol it is; the framework takes no slash in it, and the tunnel's name has one.
        return WebSocket.CreateFromStream(new WholeFrames(stream), new WebSocketCreationOptions { IsServer = true });
    }
}
