using System.Collections.Concurrent;
using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Kinds;

namespace Eso.Emulator.Kubernetes.Admission;

/// <summary>A webhook that could not be asked; the message is what client-go's rest client would say.</summary>
internal sealed class WebhookFailure(string message) : Exception(message);

/// <summary>Posts reviews to webhooks over HTTPS, trusting each one's own CA bundle.</summary>
internal sealed class WebhookClient(KubeCore core) : IDisposable
{
    private const int AnswerBytesMax = 4 * 1024 * 1024;
    private readonly ConcurrentDictionary<string, HttpMessageInvoker> clients = new(StringComparer.Ordinal);

    /// <summary>The answer's object. <paramref name="clientConfig"/> is a webhook's or a conversion's.</summary>
    /// <param name="tellsTimeout">Whether the webhook is told how long it may take, in the query.</param>
    public async Task<JsonObject> CallAsync(
        JsonObject clientConfig, JsonObject review, int timeoutSeconds, CancellationToken cancellation, bool tellsTimeout = true)
    {
        var (url, shown) = Url(clientConfig, tellsTimeout ? $"timeout={timeoutSeconds.ToString(CultureInfo.InvariantCulture)}s" : "");
        using var request = new HttpRequestMessage(HttpMethod.Post, url);
        request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(review.ToJsonString()));
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        // SocketsHttpHandler verifies the certificate for the Host header; the options' TargetHost it overwrites.
        request.Headers.Host = ServiceHost(clientConfig) is { Length: > 0 } host ? host : null;
        request.Headers.TryAddWithoutValidation("Accept", "application/json, */*");
        request.Headers.TryAddWithoutValidation("User-Agent", "kube-apiserver-admission");
        using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(timeoutSeconds), core.Clock);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellation);
        try
        {
            if (core.Options.BeforeWebhook is { } before)
            {
                var service = clientConfig["service"] as JsonObject;
                await before(ObjectFields.Text(service, "namespace"), service is null ? url.Host : ObjectFields.Text(service, "name"), both.Token)
                    .ConfigureAwait(false);
            }

            using var response = await ClientFor(clientConfig).SendAsync(request, both.Token).ConfigureAwait(false);
            var body = await ReadAsync(response, both.Token).ConfigureAwait(false);
            if (!response.IsSuccessStatusCode)
            {
                throw new WebhookFailure(StatusText((int)response.StatusCode));
            }

            return Parse(body, (int)response.StatusCode, response.Content.Headers.ContentType?.ToString() ?? "");
        }
        catch (OperationCanceledException) when (timeout.IsCancellationRequested)
        {
            throw new WebhookFailure($"Post \"{shown}\": context deadline exceeded");
        }
        catch (HttpRequestException e)
        {
            throw new WebhookFailure($"Post \"{shown}\": {Reason(e)}");
        }
    }

    public void Dispose()
    {
        foreach (var client in clients.Values)
        {
            client.Dispose();
        }
    }

    private static JsonObject Parse(byte[] body, int status, string contentType)
    {
        if (body.Length == 0)
        {
            throw new WebhookFailure($"0-length response with status code: {status} and content type: {contentType}");
        }

        try
        {
            // What is no JSON object by its first letter is read as YAML.
            var json = Wire.YamlReading.ToJson(body, out _);
            return Wire.GoJsonSyntax.Check(json.Span) is { } fault
                ? throw new WebhookFailure("couldn't get version/kind; json parse error: " + fault)
                : Wire.JsonReading.Tree(json.Span) as JsonObject ?? throw NoObject(json);
        }
        catch (Exception e) when (e is Wire.DecodeException or JsonException)
        {
            var fault = Wire.GoJsonSyntax.Check(body) ?? "unexpected end of JSON input";
            throw new WebhookFailure($"couldn't get version/kind; json parse error: {fault}");
        }
    }

    private static WebhookFailure NoObject(ReadOnlyMemory<byte> json)
    {
        var type = Wire.JsonReading.Tree(json.Span)?.GetValueKind() switch
        {
            JsonValueKind.Array => "array",
            JsonValueKind.String => "string",
            JsonValueKind.Number => "number",
            _ => "bool",
        };
        return new WebhookFailure($"couldn't get version/kind; json parse error: json: cannot unmarshal {type} into Go value of type "
            + """struct { APIVersion string "json:\"apiVersion,omitempty\""; Kind string "json:\"kind,omitempty\"" }""");
    }

    private static async Task<byte[]> ReadAsync(HttpResponseMessage response, CancellationToken cancellation)
    {
        await using var stream = await response.Content.ReadAsStreamAsync(cancellation).ConfigureAwait(false);
        using var buffer = new MemoryStream();
        var chunk = new byte[8192];
        int read;
        while ((read = await stream.ReadAsync(chunk, cancellation).ConfigureAwait(false)) > 0)
        {
            buffer.Write(chunk, 0, read);
            if (buffer.Length > AnswerBytesMax)
            {
                throw new WebhookFailure("the response is too large");
            }
        }

        return buffer.ToArray();
    }

    private (Uri Url, string Shown) Url(JsonObject clientConfig, string query)
    {
        if (ObjectFields.Text(clientConfig, "url") is { Length: > 0 } direct)
        {
            var text = query.Length == 0 ? direct : direct + (direct.Contains('?', StringComparison.Ordinal) ? "&" : "?") + query;
            return (new Uri(text), text);
        }

        var service = clientConfig["service"] as JsonObject;
        var name = ObjectFields.Text(service, "name");
        var ns = ObjectFields.Text(service, "namespace");
        var port = ObjectFields.Number(service, "port", 443);
        var path = ObjectFields.Text(service, "path") + (query.Length == 0 ? "" : "?" + query);
        var shown = string.Create(CultureInfo.InvariantCulture, $"https://{name}.{ns}.svc:{port}{path}");
        return Endpoint(ns, name, port) is { } address
            ? (new Uri(string.Create(CultureInfo.InvariantCulture, $"https://{address}{path}")), shown)
            : (new Uri(shown), shown);
    }

    /// <summary>
    /// There is no cluster network: a Service is called at the first of its endpoints, at the port that its own port
    /// leads to.
    /// </summary>
    private string? Endpoint(string ns, string name, long servicePort)
    {
        var ports = ObjectFields.Items(ObjectFields.Child(core.Find("services", ns, name)?.Parse(), "spec"), "ports");
        var called = ObjectFields.Text(ports.FirstOrDefault(p => ObjectFields.Number(p.Item, "port") == servicePort).Item, "name");
        var endpoints = core.Find("endpoints", ns, name)?.Parse();
        foreach (var (_, subset) in ObjectFields.Items(endpoints, "subsets"))
        {
            if (ObjectFields.Items(subset, "addresses").FirstOrDefault().Item is { } address
                && PortCalled(subset, called) is { } port)
            {
                return $"{ObjectFields.Text(address, "ip")}:{ObjectFields.Number(port, "port")}";
            }
        }

        return null;
    }

    private static JsonObject? PortCalled(JsonObject? subset, string name)
    {
        var ports = ObjectFields.Items(subset, "ports").Select(p => p.Item).ToList();
        return ports.Find(p => ObjectFields.Text(p, "name") == name) ?? ports.FirstOrDefault();
    }

    private HttpMessageInvoker ClientFor(JsonObject clientConfig)
    {
        if (core.Options.WebhookHttp is { } given)
        {
            return clients.GetOrAdd("", _ => new HttpMessageInvoker(given, disposeHandler: false));
        }

        var bundle = ObjectFields.Text(clientConfig, "caBundle");
        return clients.GetOrAdd(
            $"{ServiceHost(clientConfig)} {bundle}", _ => new HttpMessageInvoker(Handler(bundle)));
    }

    /// <summary>The name a Service's certificate must be made out for; empty for a URL.</summary>
    private static string ServiceHost(JsonObject clientConfig) => clientConfig["service"] is JsonObject service
        ? $"{ObjectFields.Text(service, "name")}.{ObjectFields.Text(service, "namespace")}.svc"
        : "";

    private SocketsHttpHandler Handler(string bundle)
    {
        var handler = new SocketsHttpHandler
        {
            UseCookies = false,
            AllowAutoRedirect = false,
            UseProxy = false,
            // A POST over a connection that the webhook has just closed would fail: take a fresh one each time.
            PooledConnectionLifetime = TimeSpan.Zero,
        };
        if (core.Options.PodNetwork is { } network)
        {
            handler.ConnectCallback = async (context, cancel) =>
            {
                var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
                try
                {
                    await socket.ConnectAsync(network(context.DnsEndPoint), cancel).ConfigureAwait(false);
                    return new NetworkStream(socket, ownsSocket: true);
                }
                catch
                {
                    socket.Dispose();
                    throw;
                }
            };
        }

        if (bundle.Length == 0)
        {
            return handler;
        }

        var roots = new X509Certificate2Collection();
        try
        {
            roots.ImportFromPem(Encoding.UTF8.GetString(Convert.FromBase64String(bundle)));
        }
        catch (Exception e) when (e is CryptographicException or FormatException)
        {
            // An unusable bundle trusts nobody; the call then fails as it should.
        }

        handler.SslOptions.RemoteCertificateValidationCallback = (_, certificate, _, errors) =>
            certificate is X509Certificate2 found && !errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch)
            && Trusts(roots, found);
        return handler;
    }

    private static bool Trusts(X509Certificate2Collection roots, X509Certificate2 certificate)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(roots);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.DisableCertificateDownloads = true;
        return chain.Build(certificate);
    }

    private static string Reason(HttpRequestException e)
    {
        for (Exception? inner = e; inner is not null; inner = inner.InnerException)
        {
            switch (inner)
            {
                case SocketException { SocketErrorCode: SocketError.ConnectionRefused }:
                    return "connect: connection refused";
                case SocketException { SocketErrorCode: SocketError.HostNotFound }:
                    return "no such host";
                case AuthenticationException:
                    return "tls: failed to verify certificate: x509: certificate signed by unknown authority";
                default:
                    break;
            }
        }

        return "EOF";
    }

    /// <summary>errors.NewGenericServerResponse's texts for answers that are no Status.</summary>
    private static string StatusText(int status) => status switch
    {
        400 => "the server rejected our request for an unknown reason",
        401 => "the server has asked for the client to provide credentials",
        403 => "unknown",
        404 => "the server could not find the requested resource",
        405 => "the server does not allow this method on the requested resource",
        406 => "the server was unable to respond with a content type that the client supports",
        409 => "the server reported a conflict",
        413 => "the server responded with the status code 413 but did not return more information",
        415 => "unknown",
        422 => "the server rejected our request due to an error in our request",
        429 => "the server has received too many requests and has asked us to try again later",
        503 => "the server is currently unable to handle the request",
        504 => "the server was unable to return a response in the time allotted, but may still be processing the request",
        >= 500 => "an error on the server (\"unknown\") has prevented the request from succeeding",
        _ => $"the server responded with the status code {status} but did not return more information",
    };
}
