using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Eso.Emulator.Kubernetes.Pods.Streams;

/// <summary>The handshake of a SPDY/3.1 connection, as kubelets do it (apimachinery's httpstream).</summary>
internal static class StreamUpgrade
{
    private const string Spdy = "SPDY/3.1";
    private const string Version = "X-Stream-Protocol-Version";

    public static bool IsWanted(HttpContext http) =>
        http.Features.Get<IHttpUpgradeFeature>() is { IsUpgradableRequest: true } &&
        http.Request.Headers.Upgrade.ToString().Contains(Spdy, StringComparison.OrdinalIgnoreCase);

    /// <summary>The first of the client's protocols that is known; empty when it names none.</summary>
    public static string Negotiate(HttpContext http, params string[] known)
    {
        var asked = http.Request.Headers[Version].SelectMany(h => (h ?? "").Split(',')).Select(p => p.Trim())
            .Where(p => p.Length > 0).ToList();
        if (asked.Count == 0)
        {
            return "";
        }

        if (asked.Find(known.Contains) is { } protocol)
        {
            return protocol;
        }

        http.Response.Headers["X-Accepted-Stream-Protocol-Versions"] = known;
        throw KubeErrors.Make(403, "Forbidden", "unable to upgrade: unable to negotiate protocol: client supports " +
            $"[{string.Join(' ', asked)}], server accepts [{string.Join(' ', known)}]");
    }

    public static async Task<SpdyConnection> AcceptAsync(HttpContext http, string protocol)
    {
        var headers = http.Response.Headers;
        headers.Connection = "Upgrade";
        headers.Upgrade = Spdy;
        if (protocol.Length > 0)
        {
            headers[Version] = protocol;
        }

        return new SpdyConnection(await http.Features.Get<IHttpUpgradeFeature>()!.UpgradeAsync().ConfigureAwait(false));
    }
}
