using System.Net;
using Eso.Operator.Hosting.Certificates;
using Eso.Operator.Telemetry;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Eso.Operator.Hosting;

/// <summary>A process's own small HTTP doors: /metrics on one address, /healthz and /readyz on another.</summary>
internal sealed class HttpEndpoints : IAsyncDisposable
{
    private readonly WebApplication app;

    private HttpEndpoints(WebApplication app) => this.app = app;

    /// <summary>Where it listens.</summary>
    public IReadOnlyCollection<string> Urls => [.. app.Urls];

    /// <summary>Listens on the given addresses; one address may serve everything. Null when there are none.</summary>
    public static async Task<HttpEndpoints?> StartAsync(
        EndpointOptions options, IHealth health, Metering? metering, MetricsReviewer? reviewer, TimeProvider clock,
        CancellationToken cancel)
    {
        if (!options.HasMetrics && !options.HasHealth)
        {
            return null;
        }

        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        var metrics = options.HasMetrics ? Parse(options.MetricsAddress) : null;
        var live = options.HasHealth ? Parse(options.HealthAddress) : null;
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel =>
        {
            if (metrics is not null)
            {
                kestrel.Listen(metrics, listen => Secure(listen, options, clock));
            }

            if (live is not null && !live.Equals(metrics))
            {
                kestrel.Listen(live);
            }
        });
        var app = builder.Build();
        app.Run(context =>
        {
            var port = context.Connection.LocalPort;
            var onMetrics = metrics is not null && (port == metrics.Port || metrics.Port == 0);
            var onHealth = live is not null && (port == live.Port || live.Port == 0);
            return AnswerAsync(context, onHealth ? health : null, onMetrics ? metering : null, reviewer);
        });
        await app.StartAsync(cancel);
        return new HttpEndpoints(app);
    }

    public async ValueTask DisposeAsync() => await app.DisposeAsync();

    /// <summary>Go's form: <c>:8080</c>, <c>127.0.0.1:8080</c>, <c>[::1]:8080</c>.</summary>
    internal static IPEndPoint Parse(string address)
    {
        var colon = address.LastIndexOf(':');
        var host = colon > 0 ? address[..colon].Trim('[', ']') : "";
        if (colon < 0 || !ushort.TryParse(address[(colon + 1)..], out var port))
        {
            throw new ArgumentException($"\"{address}\" is no address of the form host:port");
        }

        var ip = IPAddress.Any;
        if (host.Length > 0 && host != "localhost" && !IPAddress.TryParse(host, out ip))
        {
            throw new ArgumentException($"\"{host}\" of \"{address}\" is no IP address");
        }

        return new IPEndPoint(host == "localhost" ? IPAddress.Loopback : ip, port);
    }

    private static void Secure(ListenOptions listen, EndpointOptions options, TimeProvider clock)
    {
        listen.Protocols = options.EnableHttp2 ? HttpProtocols.Http1AndHttp2 : HttpProtocols.Http1;
        if (!options.MetricsSecure)
        {
            return;
        }

        if (options.MetricsCertDir.Length == 0)
        {
            listen.UseHttps(KeyPairs.SelfSigned("localhost", clock.GetUtcNow()));
            return;
        }

        var mounted = new MountedCertificate(
            options.MetricsCertDir, clock, options.MetricsCertName, options.MetricsKeyName);
        listen.UseHttps(https => https.ServerCertificateSelector = (_, _) => mounted.Current());
    }

    private static async Task AnswerAsync(
        HttpContext context, IHealth? health, Metering? metering, MetricsReviewer? reviewer)
    {
        switch (context.Request.Path.Value)
        {
            case "/metrics" when metering is not null:
                if (reviewer is not null && await reviewer.RefusalAsync(context) is { } refusal)
                {
                    context.Response.StatusCode = refusal.Status;
                    await context.Response.WriteAsync(refusal.Text);
                    break;
                }

                context.Response.ContentType = PrometheusText.ContentType;
                await context.Response.WriteAsync(PrometheusText.Render(metering));
                break;
            case "/healthz" or "/livez" when health is not null:
                await TellAsync(context, health.Problems(), 500);
                break;
            case "/readyz" when health is not null:
                await TellAsync(context, health.NotReady(), 500);
                break;
            default:
                context.Response.StatusCode = 404;
                break;
        }
    }

    private static async Task TellAsync(HttpContext context, IReadOnlyList<string> problems, int bad)
    {
        context.Response.StatusCode = problems.Count == 0 ? 200 : bad;
        context.Response.ContentType = "text/plain; charset=utf-8";
        await context.Response.WriteAsync(problems.Count == 0 ? "ok" : string.Join('\n', problems));
    }
}
