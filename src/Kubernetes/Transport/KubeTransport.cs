using System.Net;
using System.Net.Http.Headers;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Eso.Kubernetes.Configuration;

namespace Eso.Kubernetes.Transport;

/// <summary>
/// The way to one API server: address, TLS, credentials. HttpMessageInvoker rather than HttpClient, since HttpClient
/// hops threads on every call and keeps its own (wall-clock) time-out.
/// </summary>
internal sealed class KubeTransport : IDisposable
{
    private readonly KubeConnection connection;
    private readonly HttpMessageInvoker invoker;
    private readonly TokenSource? tokens;
    private readonly AuthenticationHeaderValue? basic;

    public KubeTransport(KubeConnection connection, HttpMessageHandler? handler, TimeProvider clock)
    {
        this.connection = connection;
        invoker = handler is null
            ? new HttpMessageInvoker(MakeHandler(connection), disposeHandler: true)
            : new HttpMessageInvoker(handler, disposeHandler: false);
        tokens = connection.TokenFile is not null || connection.Token is not null ? new TokenSource(connection, clock) : null;
        if (connection.UserName is { } user)
        {
            var pair = Encoding.UTF8.GetBytes($"{user}:{connection.Password}");
            basic = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(pair));
        }

        var root = connection.Server.GetLeftPart(UriPartial.Path);
        Root = root.EndsWith('/') ? root : root + "/";
    }

    public Uri Server => connection.Server;

    /// <summary>Base of every URL, ending in a slash.</summary>
    public string Root { get; }

    /// <summary>Sends with credentials; returns when headers are there, the body still to be read.</summary>
    public async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancel)
    {
        request.Version = HttpVersion.Version20;
        request.VersionPolicy = HttpVersionPolicy.RequestVersionOrLower;
        // SocketsHttpHandler takes the name to verify, and to send along, from here; SslOptions.TargetHost it overwrites.
        request.Headers.Host = connection.TlsServerName;
        if (tokens is not null)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", tokens.Current());
        }
        else if (basic is not null)
        {
            request.Headers.Authorization = basic;
        }

        return await invoker.SendAsync(request, cancel);
    }

    public void Dispose() => invoker.Dispose();

    /// <summary>The sockets to one server with its TLS, without credentials in headers.</summary>
    internal static SocketsHttpHandler MakeHandler(KubeConnection connection)
    {
        var handler = new SocketsHttpHandler
        {
            UseProxy = false,
            AllowAutoRedirect = false,
            UseCookies = false,
            AutomaticDecompression = DecompressionMethods.GZip,
            EnableMultipleHttp2Connections = true,
            ConnectTimeout = TimeSpan.FromSeconds(10),
            // A dead peer is noticed even while only watches are open; the timers of sockets are wall time by nature.
            KeepAlivePingDelay = TimeSpan.FromSeconds(30),
            KeepAlivePingTimeout = TimeSpan.FromSeconds(15),
            ActivityHeadersPropagator = null,
        };
        var tls = handler.SslOptions;
        if (connection.ClientCertificate is { } certificate)
        {
            tls.ClientCertificates = [certificate];
            tls.LocalCertificateSelectionCallback = (_, _, _, _, _) => certificate;
        }

        tls.RemoteCertificateValidationCallback = (_, presented, chain, errors) =>
            connection.InsecureSkipTlsVerify || Trusts(connection, presented, chain, errors);
        return handler;
    }

    private static bool Trusts(KubeConnection connection, X509Certificate? presented, X509Chain? chain, SslPolicyErrors errors)
    {
        if (connection.TrustedRoots is not { } roots)
        {
            return errors == SslPolicyErrors.None;
        }

        if (presented is not X509Certificate2 certificate
            || errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch)
            || errors.HasFlag(SslPolicyErrors.RemoteCertificateNotAvailable))
        {
            return false;
        }

        using var own = new X509Chain();
        own.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        own.ChainPolicy.CustomTrustStore.AddRange(roots);
        own.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        if (chain is not null)
        {
            foreach (var element in chain.ChainElements)
            {
                own.ChainPolicy.ExtraStore.Add(element.Certificate);
            }
        }

        return own.Build(certificate);
    }
}
