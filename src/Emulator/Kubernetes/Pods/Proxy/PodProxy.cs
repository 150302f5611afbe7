using System.Net;
using System.Security.Authentication;
using Eso.Emulator.Kubernetes.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Eso.Emulator.Kubernetes.Pods.Proxy;

/// <summary>
/// <c>/proxy</c> of Pods, Services and nodes: the request goes on to what listens there, its answer comes back, its
/// links lead through here (apimachinery's util/proxy, UpgradeAwareHandler). Nothing is reached but what runs on the
/// built-in node.
/// </summary>
internal static class PodProxy
{
    private static readonly string[] Methods = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"];

    /// <summary>Headers between two neighbours, and those that say who the client is to this server.</summary>
    private static readonly HashSet<string> NotPassedOn = new(StringComparer.OrdinalIgnoreCase)
    {
        "Connection", "Proxy-Connection", "Keep-Alive", "Proxy-Authenticate", "Proxy-Authorization", "Te", "Trailer",
        "Transfer-Encoding", "Upgrade", "Authorization", "Host", "Impersonate-User", "Impersonate-Group", "Impersonate-Uid",
        "Access-Control-Allow-Credentials", "Access-Control-Allow-Headers", "Access-Control-Allow-Methods",
        "Access-Control-Allow-Origin",
    };

    /// <summary>Whether a request is for a proxy, whose path goes on behind it.</summary>
    public static bool IsAsked(RequestInfo info) => info is { Subresource: "proxy", Group: "", Resource: "pods" or "services" or "nodes" };

    public static async Task RunAsync(KubeRequest request)
    {
        var http = request.Http;
        if (!Methods.Contains(http.Request.Method, StringComparer.Ordinal))
        {
            throw KubeErrors.MethodNotAllowed();
        }

        var asked = request.Info.Path;
        var rest = string.Join('/', request.Info.Rest);
        var path = rest.Length > 0 ? PodFiles.Clean(rest) : "";
        path = asked.EndsWith('/') && !path.EndsWith('/') ? path + "/" : path;
        await ConnectAdmission.CheckAsync(request, path).ConfigureAwait(false);
        var target = ProxyTarget.Find(request);
        var upgrading = http.Features.Get<IHttpUpgradeFeature>() is { IsUpgradableRequest: true };
        if (path.Length == 0 && !upgrading && http.Request.Method is "GET" or "HEAD")
        {
            http.Response.StatusCode = StatusCodes.Status301MovedPermanently;
            http.Response.Headers.Location = $"{GoPath.Escape(asked)}/{http.Request.QueryString}";
            http.Response.Headers.CacheControl = "no-cache, private";
            return;
        }

        if (target is null)
        {
            await Kubelet.RunAsync(request, path).ConfigureAwait(false);
            return;
        }

        if (target.Port < 0)
        {
            http.Abort();
            return;
        }

        var prefix = asked.EndsWith(path, StringComparison.Ordinal) ? asked[..^path.Length] : asked;
        await PassOnAsync(request, target, path, new ProxyLinks(prefix, target.Host, http.Request.Host.Value ?? ""), upgrading)
            .ConfigureAwait(false);
    }

    private static async Task PassOnAsync(KubeRequest request, ProxyTarget target, string path, ProxyLinks links, bool upgrading)
    {
        using var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseProxy = false,
            UseCookies = false,
            ActivityHeadersPropagator = null,
            ConnectTimeout = TimeSpan.FromSeconds(10),
            ConnectCallback = (_, _) => target.Pod is { } pod
                ? ValueTask.FromResult<Stream>(PodConnection.Open(pod, target.Port))
                : throw new IOException("connection refused"),
#pragma warning disable CA5359 // The real server trusts what it proxies to, too (proxyTransport's InsecureSkipVerify).
            SslOptions = new() { RemoteCertificateValidationCallback = static (_, _, _, _) => true },
#pragma warning restore CA5359
        };
        using var client = new HttpMessageInvoker(handler);
        using var question = Question(request, target, path, links, upgrading);
        HttpResponseMessage answer;
        try
        {
            answer = await client.SendAsync(question, request.Aborted).ConfigureAwait(false);
        }
        catch (Exception e) when (e is HttpRequestException or IOException or AuthenticationException
            || (e is OperationCanceledException && !request.Aborted.IsCancellationRequested))
        {
            var why = $"error trying to reach service: {Why(e, target)}";
            throw upgrading ? KubeErrors.Unknown(Why(e, target)) : KubeErrors.Make(503, "ServiceUnavailable", why);
        }

        using (answer)
        {
            if (upgrading && answer.StatusCode != HttpStatusCode.SwitchingProtocols && (int)answer.StatusCode < 400)
            {
                throw KubeErrors.Unknown($"invalid upgrade response: status code {(int)answer.StatusCode}");
            }

            await AnswerAsync(request, answer, links).ConfigureAwait(false);
        }
    }

    private static HttpRequestMessage Question(
        KubeRequest request, ProxyTarget target, string path, ProxyLinks links, bool upgrading)
    {
        var from = request.Http.Request;
        var escaped = GoPath.Escape(path);
        var uri = new Uri(
            $"{target.Scheme}://{target.Host}{(escaped.Length == 0 ? "/" : escaped)}{from.QueryString}",
            new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });
        var question = new HttpRequestMessage(new HttpMethod(from.Method), uri);
        if (from.ContentLength > 0 || from.Headers.TransferEncoding.Count > 0
            || request.Http.Features.Get<IHttpRequestBodyDetectionFeature>() is { CanHaveBody: true } && from.ContentLength != 0)
        {
            question.Content = new StreamContent(from.Body);
        }

        var named = from.Headers.Connection.SelectMany(c => (c ?? "").Split(',')).Select(c => c.Trim()).ToList();
        foreach (var (name, values) in from.Headers)
        {
            if (name.StartsWith(':') || NotPassedOn.Contains(name) || named.Contains(name, StringComparer.OrdinalIgnoreCase)
                || name.StartsWith("Impersonate-Extra-", StringComparison.OrdinalIgnoreCase))
            {
                continue;
            }

            if (!question.Headers.TryAddWithoutValidation(name, (IEnumerable<string?>)values))
            {
                question.Content?.Headers.TryAddWithoutValidation(name, (IEnumerable<string?>)values);
            }
        }

        question.Headers.Host = from.Host.Value;
        question.Headers.TryAddWithoutValidation(
            "X-Forwarded-Uri", PodFiles.Clean(links.Prefix + "/" + escaped) + (escaped.EndsWith('/') ? "/" : ""));
        if (request.Http.Connection.RemoteIpAddress is { } client)
        {
            var before = from.Headers["X-Forwarded-For"].ToString();
            question.Headers.Remove("X-Forwarded-For");
            var address = client.IsIPv4MappedToIPv6 ? client.MapToIPv4() : client;
            question.Headers.TryAddWithoutValidation("X-Forwarded-For", before.Length > 0 ? $"{before}, {address}" : $"{address}");
        }

        if (upgrading)
        {
            question.Headers.TryAddWithoutValidation("Connection", "Upgrade");
            question.Headers.TryAddWithoutValidation("Upgrade", from.Headers.Upgrade.ToString());
        }

        return question;
    }

    private static async Task AnswerAsync(KubeRequest request, HttpResponseMessage answer, ProxyLinks links)
    {
        var response = request.Http.Response;
        response.StatusCode = (int)answer.StatusCode;
        response.Headers.CacheControl = "no-cache, private";
        foreach (var (name, values) in answer.Headers.NonValidated.Concat(answer.Content.Headers.NonValidated))
        {
            if (!NotPassedOn.Contains(name))
            {
                response.Headers.Append(name, values.ToArray());
            }
        }

        if (answer.StatusCode == HttpStatusCode.SwitchingProtocols)
        {
            await SwitchAsync(request, answer).ConfigureAwait(false);
            return;
        }

        var location = response.Headers.Location.ToString();
        if (location.Length > 0)
        {
            response.Headers.Location = links.Rewrite(location);
        }
        else if (await ProxyPages.ReadAsync(answer, links, request.Aborted).ConfigureAwait(false) is { } page)
        {
            response.ContentLength = page.Length;
            await response.Body.WriteAsync(page, request.Aborted).ConfigureAwait(false);
            return;
        }

        if (!HttpMethods.IsHead(request.Http.Request.Method))
        {
            await using var body = await answer.Content.ReadAsStreamAsync(request.Aborted).ConfigureAwait(false);
            await CopyAsync(body, response.Body, request.Aborted).ConfigureAwait(false);
        }
    }

    private static async Task SwitchAsync(KubeRequest request, HttpResponseMessage answer)
    {
        var headers = request.Http.Response.Headers;
        headers.Connection = "Upgrade";
        headers.Upgrade = string.Join(", ", answer.Headers.Upgrade.Select(u => u.ToString()));
        headers.Remove("Cache-Control");
        await using var outside = await request.Http.Features.Get<IHttpUpgradeFeature>()!.UpgradeAsync().ConfigureAwait(false);
        await using var inside = await answer.Content.ReadAsStreamAsync(request.Aborted).ConfigureAwait(false);
        var toPod = CopyAsync(outside, inside, request.Aborted);
        var toClient = CopyAsync(inside, outside, request.Aborted);
        await Task.WhenAny(toPod, toClient).ConfigureAwait(false);
    }

    /// <summary>Passes on what comes, as it comes; an end is an end, whoever caused it.</summary>
    private static async Task CopyAsync(Stream from, Stream to, CancellationToken cancellation)
    {
        var buffer = new byte[16 * 1024];
        try
        {
            while (await from.ReadAsync(buffer, cancellation).ConfigureAwait(false) is > 0 and var count)
            {
                await to.WriteAsync(buffer.AsMemory(0, count), cancellation).ConfigureAwait(false);
                await to.FlushAsync(cancellation).ConfigureAwait(false);
            }
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or ObjectDisposedException)
        {
            // Somebody hung up.
        }
    }

    /// <summary>What Go's dialer and HTTP client would say.</summary>
    private static string Why(Exception failure, ProxyTarget target)
    {
        if (failure is OperationCanceledException)
        {
            return "net/http: TLS handshake timeout";
        }

        for (var e = failure; e is not null; e = e.InnerException)
        {
            if (e is AuthenticationException)
            {
                return "tls: first record does not look like a TLS handshake";
            }

            if (e.Message is "connection refused")
            {
                var port = string.Create(System.Globalization.CultureInfo.InvariantCulture, $":{target.Port}");
                var at = target.Host.EndsWith(port, StringComparison.Ordinal) ? target.Host : target.Host + port;
                return $"dial tcp {at}: connect: connection refused";
            }
        }

        return failure is HttpRequestException { HttpRequestError: HttpRequestError.InvalidResponse }
            ? "net/http: HTTP/1.x transport connection broken: malformed HTTP response"
            : "EOF";
    }
}
