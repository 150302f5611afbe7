using System.Net;
using Eso.Operator.Telemetry;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace Eso.Operator.Hosting;

/// <summary>The operator's own small HTTP doors: /metrics, /healthz, /readyz.</summary>
internal sealed class HttpEndpoints : IAsyncDisposable
{
    private readonly WebApplication app;

    private HttpEndpoints(WebApplication app) => this.app = app;

    /// <summary>Listens on the given addresses; one address may serve everything.</summary>
    public static async Task<HttpEndpoints?> StartAsync(OperatorRuntime runtime, CancellationToken cancel)
    {
        var options = runtime.Context.Options;
        var addresses = new[] { options.MetricsAddress, options.LiveAddress }
            .Where(a => a is { Length: > 0 } and not "0").Distinct().ToList();
        if (addresses.Count == 0)
        {
            return null;
        }

        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            foreach (var address in addresses)
            {
                kestrel.Listen(Parse(address));
            }
        });
        var app = builder.Build();
        var health = new Health(runtime);
        app.Run(context => AnswerAsync(context, runtime, health));
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

        return new IPEndPoint(
            host.Length == 0 ? IPAddress.Any : host == "localhost" ? IPAddress.Loopback : IPAddress.Parse(host), port);
    }

    private static async Task AnswerAsync(HttpContext context, OperatorRuntime runtime, Health health)
    {
        switch (context.Request.Path.Value)
        {
            case "/metrics":
                context.Response.ContentType = "text/plain; version=0.0.4; charset=utf-8";
                await context.Response.WriteAsync(PrometheusText.Render(runtime.Metering));
                break;
            case "/healthz" or "/livez":
                var problems = health.Problems();
                context.Response.StatusCode = problems.Count == 0 ? 200 : 500;
                await context.Response.WriteAsync(problems.Count == 0 ? "ok" : string.Join('\n', problems));
                break;
            case "/readyz":
                context.Response.StatusCode = health.IsReady ? 200 : 503;
                await context.Response.WriteAsync(health.IsReady ? "ok" : "informers have not synced");
                break;
            default:
                context.Response.StatusCode = 404;
                break;
        }
    }
}
