using System.Net;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace Eso.Operator.Admission;

/// <summary>Serves the admission webhooks over TLS; the certificate may be renewed while it runs.</summary>
internal sealed class WebhookServer : IAsyncDisposable
{
    private const int BodyBytesMax = 8 * 1024 * 1024;
    private readonly WebApplication app;

    private WebhookServer(WebApplication app) => this.app = app;

    /// <summary>Where it listens, e.g. <c>https://127.0.0.1:10250</c>.</summary>
    public string Url => app.Urls.First();

    public static async Task<WebhookServer> StartAsync(
        AdmissionReviews reviews, IPEndPoint address, Func<X509Certificate2?> certificate, CancellationToken cancel)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel =>
        {
            kestrel.Limits.MaxRequestBodySize = BodyBytesMax;
            kestrel.Listen(address, listen => listen.UseHttps(https => https.ServerCertificateSelector = (_, _) => certificate()));
        });
        var app = builder.Build();
        app.Run(context => AnswerAsync(context, reviews));
        await app.StartAsync(cancel);
        return new WebhookServer(app);
    }

    public async ValueTask DisposeAsync() => await app.DisposeAsync();

    private static async Task AnswerAsync(HttpContext context, AdmissionReviews reviews)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        var answer = HttpMethods.IsPost(context.Request.Method)
            ? reviews.Answer(context.Request.Path.Value ?? "", body.GetBuffer().AsSpan(0, (int)body.Length))
            : null;
        if (answer is null)
        {
            context.Response.StatusCode = 404;
            return;
        }

        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync(answer.ToJsonString(), context.RequestAborted);
    }
}
