using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Diagnostics.Metrics;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Abstractions;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Eso.Emulator.Doors;

/// <summary>
/// A pipeline behind real sockets: Kestrel without host, container or logging, which together would cost more start-up
/// time than Kestrel itself.
/// Limits that the emulated servers answer for themselves (body size, line length) are off or far out here.
/// </summary>
internal sealed class KestrelDoor : IDoor
{
    private static readonly TimeSpan StopGrace = TimeSpan.FromMilliseconds(300);
    private readonly KestrelServer server;
    private readonly Application application;
    private readonly DoorServices services;
    private int stopped;

    private KestrelDoor(KestrelServer server, DoorServices services, Application application, string host, int port, bool tls)
    {
        YoungHeap.Watch();
        this.server = server;
        this.services = services;
        this.application = application;
        Port = port;
        var shown = host.Contains(':') ? $"[{host}]" : host;
        Url = $"{(tls ? "https" : "http")}://{shown}:{port}";
    }

    /// <summary>The bound port.</summary>
    public int Port { get; }

    /// <inheritdoc/>
    public string Url { get; }

    /// <summary>
    /// Listens on <paramref name="host"/> (an address, <c>localhost</c>, or <c>*</c>), port 0 meaning a free one.
    /// With a certificate: TLS with ALPN h2 and http/1.1, client certificates welcome; whether one is trusted is the
    /// pipeline's question; <paramref name="clientAuthorities"/> are only named in the handshake, so that clients know
    /// which certificate to show. <paramref name="sockets"/>: where connections come from, instead of new sockets.
    /// Throws <see cref="PortInUseException"/>.
    /// </summary>
    public static Task<KestrelDoor> StartAsync(
        RequestDelegate pipeline, string host, int port, X509Certificate2? certificate = null,
        X509Certificate2Collection? clientAuthorities = null, IConnectionListenerFactory? sockets = null) =>
        OpenAsync(pipeline, host, port, certificate is null ? null : new Lazy<Task<SslStreamCertificateContext>>(
            () => Task.Run(() => Context(certificate, clientAuthorities))), sockets);

    /// <summary>
    /// The same with a certificate that is still being made: the socket is open at once, handshakes wait for it.
    /// </summary>
    public static Task<KestrelDoor> StartAsync(
        RequestDelegate pipeline, string host, int port, Task<X509Certificate2>? certificate,
        Func<X509Certificate2Collection>? clientAuthorities = null)
    {
        // Waits for the machine's trusted roots: the socket need not.
        var made = certificate is null ? null
            : Task.Run(async () => Context(await certificate.ConfigureAwait(false), clientAuthorities?.Invoke()));
        return OpenAsync(pipeline, host, port, made is null ? null : new Lazy<Task<SslStreamCertificateContext>>(made));
    }

    private static SslStreamCertificateContext Context(
        X509Certificate2 certificate, X509Certificate2Collection? clientAuthorities)
    {
        var trust = clientAuthorities is null ? null
            : SslCertificateTrust.CreateForX509Collection(clientAuthorities, sendTrustInHandshake: true);
        return SslStreamCertificateContext.Create(certificate, additionalCertificates: null, offline: true, trust);
    }

    private static async Task<KestrelDoor> OpenAsync(
        RequestDelegate pipeline, string host, int port, Lazy<Task<SslStreamCertificateContext>>? certificate,
        IConnectionListenerFactory? sockets = null)
    {
        var services = new DoorServices();
        var options = new KestrelServerOptions { ApplicationServices = services, AddServerHeader = false };
        Limits(options.Limits);
        options.Listen(Address(host), port, listen => Listen(listen, certificate));

        // Requests are short and never wait for each other: handing each to another thread would cost more than they do.
        // To wait for data without a buffer would be one more call of the kernel for each.
        var transport = new SocketTransportOptions { UnsafePreferInlineScheduling = true, WaitForDataBeforeAllocatingBuffer = false };
        sockets ??= new SocketTransportFactory(Options.Create(transport), NullLoggerFactory.Instance);
        var server = new KestrelServer(Options.Create(options), sockets, NullLoggerFactory.Instance);
        var application = new Application(pipeline);
        try
        {
            await server.StartAsync(application, CancellationToken.None).ConfigureAwait(false);
        }
        catch (IOException e) when (e.InnerException is AddressInUseException)
        {
            server.Dispose();
            throw new PortInUseException(host, port, e);
        }
        catch (SocketException e) when (e.SocketErrorCode is SocketError.AddressAlreadyInUse or SocketError.AccessDenied)
        {
            server.Dispose();
            throw new PortInUseException(host, port, e);
        }

        var bound = server.Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.First();
        var shownHost = host is "*" or "0.0.0.0" or "::" ? "127.0.0.1" : host;
        return new KestrelDoor(server, services, application, shownHost, new Uri(bound).Port, certificate is not null);
    }

    /// <summary>
    /// Reads the machine's trusted roots on another thread. TLS asks for them before its first handshake, whomever it
    /// trusts, and to read them takes as long as the rest of a start.
    /// </summary>
    public static void WarmTls() => ThreadPool.UnsafeQueueUserWorkItem(
        static _ =>
        {
            try
            {
                using var roots = new X509Store(StoreName.Root, StoreLocation.LocalMachine);
                roots.Open(OpenFlags.ReadOnly);
            }
            catch (CryptographicException)
            {
                // Only warmth: whoever needs the store will tell.
            }
        },
        null);

    /// <summary>Requests under way get a moment, then are cut, open watches at once: never longer than a second.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref stopped, 1) != 0)
        {
            return;
        }

        // Sockets close in real time whatever the world's clock says.
#pragma warning disable RS0030
        using var cut = new CancellationTokenSource(application.UnderWay == 0 ? TimeSpan.Zero : StopGrace);
#pragma warning restore RS0030
        application.Stop();
        try
        {
            await server.StopAsync(cut.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cut.IsCancellationRequested)
        {
            // The connections were cut: that is what the token is for.
        }

        server.Dispose();
        services.Dispose();
        application.Dispose();
    }

    private static void Limits(KestrelServerLimits limits)
    {
        const int megabyte = 1 << 20;
        limits.MaxRequestBodySize = null;
        limits.MaxRequestLineSize = megabyte / 2;
        limits.MaxRequestHeadersTotalSize = megabyte;
        limits.MaxRequestBufferSize = 2 * megabyte;
        limits.MinRequestBodyDataRate = null;
        limits.MinResponseDataRate = null;
        // A Go client runs all its watches over one connection.
        limits.Http2.MaxStreamsPerConnection = 10_000;
        limits.Http2.MaxRequestHeaderFieldSize = megabyte / 2;
        limits.Http2.InitialConnectionWindowSize = megabyte;
        limits.Http2.InitialStreamWindowSize = megabyte;
    }

    private static void Listen(ListenOptions listen, Lazy<Task<SslStreamCertificateContext>>? certificate)
    {
        if (certificate is null)
        {
            listen.Protocols = HttpProtocols.Http1;
            return;
        }

        listen.Protocols = HttpProtocols.Http1AndHttp2;
        listen.UseHttps(new TlsHandshakeCallbackOptions
        {
            OnConnection = async _ => new SslServerAuthenticationOptions
            {
                ServerCertificateContext = await certificate.Value.ConfigureAwait(false),
                ClientCertificateRequired = true,
                // Whose client certificate is trusted is the pipeline's question.
#pragma warning disable CA5359
                RemoteCertificateValidationCallback = static (_, _, _, _) => true,
#pragma warning restore CA5359
                CertificateRevocationCheckMode = X509RevocationMode.NoCheck,
                EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
            },
        });
        listen.UseFullRecords();
    }

    private static IPAddress Address(string host) => host switch
    {
        "localhost" => IPAddress.Loopback,
        "*" => IPAddress.Any,
        _ when IPAddress.TryParse(host, out var address) => address,
        _ => Dns.GetHostAddresses(host) is [var first, ..] ? first : throw new SocketException((int)SocketError.HostNotFound),
    };

    private sealed class Application(RequestDelegate pipeline) : IHttpApplication<HttpContext>, IDisposable
    {
        private readonly CancellationTokenSource stopping = new();
        private DoorStopping? told;
        private int underWay;

        public int UnderWay => Volatile.Read(ref underWay);

        // Kestrel keeps one context with each connection and stream, as it does for its own host.
        public HttpContext CreateContext(IFeatureCollection contextFeatures)
        {
            if (contextFeatures is not IHostContextContainer<DefaultHttpContext> container)
            {
                return new DefaultHttpContext(contextFeatures);
            }

            if (container.HostContext is { } kept)
            {
                kept.Initialize(contextFeatures);
                return kept;
            }

            return container.HostContext = new DefaultHttpContext(contextFeatures);
        }

        public async Task ProcessRequestAsync(HttpContext context)
        {
            Interlocked.Increment(ref underWay);
            YoungHeap.Request();
            context.Features.Set(told ??= new DoorStopping(stopping.Token));
            var line = context.Features.Get<FrameLine>();
            line?.Enter();
            try
            {
                await pipeline(context).ConfigureAwait(false);
            }
            finally
            {
                line?.Leave();
                Interlocked.Decrement(ref underWay);
            }
        }

        public void DisposeContext(HttpContext context, Exception? exception) =>
            ((DefaultHttpContext)context).Uninitialize();

        public void Stop() => stopping.Cancel();

        public void Dispose() => stopping.Dispose();
    }
}

/// <summary>A request feature: set on the way down, so that long answers (watches, logs) can end of themselves.</summary>
internal sealed record DoorStopping(CancellationToken Token);

/// <summary>
/// In place of a container: Kestrel's TLS asks for a logger factory and for its own (internal) metrics, nothing else.
/// </summary>
internal sealed class DoorServices : IServiceProvider, IMeterFactory
{
    private readonly ConcurrentBag<Meter> meters = [];

    public object? GetService(Type serviceType) => serviceType == typeof(ILoggerFactory)
        ? NullLoggerFactory.Instance
        : serviceType.GetConstructor([typeof(IMeterFactory)])?.Invoke([this]);

    public Meter Create(MeterOptions options)
    {
        var meter = new Meter(options);
        meters.Add(meter);
        return meter;
    }

    /// <summary>The process lists every meter until its end, and each listener looks at all of them.</summary>
    public void Dispose()
    {
        foreach (var meter in meters)
        {
            meter.Dispose();
        }
    }
}
