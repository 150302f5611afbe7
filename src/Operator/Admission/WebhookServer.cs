using System.Net;
using System.Net.Security;
using Eso.Operator.Api.Conversion;
using Eso.Operator.Hosting.Certificates;
using Eso.Operator.Telemetry;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;

namespace Eso.Operator.Admission;

/// <summary>Serves the webhooks over TLS; the certificate may be renewed while it runs.</summary>
internal sealed class WebhookServer : IAsyncDisposable
{
    /// <summary>A review of a whole list's conversion holds every object of it.</summary>
    private const int BodyBytesMax = 128 * 1024 * 1024;
    private readonly WebApplication app;

    private WebhookServer(WebApplication app) => this.app = app;

    /// <summary>Where it listens, e.g. <c>https://127.0.0.1:10250</c>.</summary>
    public string Url => app.Urls.First();

    public static async Task<WebhookServer> StartAsync(
        WebhookOptions options, AdmissionReviews reviews, ICertificateSource certificates, WebhookMetrics metrics,
        TimeProvider clock, CancellationToken cancel)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        var address = new IPEndPoint(options.LoopbackOnly ? IPAddress.Loopback : IPAddress.Any, options.Port);
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = BodyBytesMax;
            kestrel.Listen(address, listen =>
            {
                listen.Protocols = options.EnableHttp2 ? HttpProtocols.Http1AndHttp2 : HttpProtocols.Http1;
                listen.UseHttps(https => Secure(https, options, certificates));
            });
        });
        var app = builder.Build();
        app.Run(context => MeasuredAsync(context, reviews, metrics, clock));
        await app.StartAsync(cancel);
        return new WebhookServer(app);
    }

    public async ValueTask DisposeAsync() => await app.DisposeAsync();

    private static void Secure(
        HttpsConnectionAdapterOptions https, WebhookOptions options, ICertificateSource certificates)
    {
        https.SslProtocols = options.Protocols;
        https.ServerCertificateSelector = (_, _) => certificates.Current();
        if (options.Ciphers is { } ciphers && !OperatingSystem.IsWindows())
        {
            var policy = new CipherSuitesPolicy(ciphers);
            https.OnAuthenticate = (_, ssl) => ssl.CipherSuitesPolicy = policy;
        }
    }

    private static async Task MeasuredAsync(
        HttpContext context, AdmissionReviews reviews, WebhookMetrics metrics, TimeProvider clock)
    {
        var path = context.Request.Path.Value ?? "";
        // Made-up paths must not make up series.
        var known = AdmissionReviews.Knows(path) || path == ConversionReviews.Path;
        if (!known)
        {
            context.Response.StatusCode = 404;
            return;
        }

        var began = clock.GetTimestamp();
        metrics.Began(path);
        try
        {
            await AnswerAsync(context, path, reviews);
        }
        finally
        {
            metrics.Ended(path, context.Response.StatusCode, clock.GetElapsedTime(began));
        }
    }

    private static async Task AnswerAsync(HttpContext context, string path, AdmissionReviews reviews)
    {
        if (!HttpMethods.IsPost(context.Request.Method))
        {
            context.Response.StatusCode = 405;
            return;
        }

        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        var text = new ReadOnlyMemory<byte>(body.GetBuffer(), 0, (int)body.Length);
        var answer = path == ConversionReviews.Path ? ConversionReviews.Answer(text.Span) : reviews.Answer(path, text.Span);
        if (answer is null)
        {
            context.Response.StatusCode = 400;
            return;
        }

        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync(answer.ToJsonString(), context.RequestAborted);
    }
}
