using System.Collections.Concurrent;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Eso.Integration.Operator.Deployment;

/// <summary>An OpenTelemetry collector's receivers for metrics, both of them, that keeps what it is sent.</summary>
internal sealed class OtlpSink : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly ConcurrentDictionary<string, string> received = new(StringComparer.Ordinal);

    private OtlpSink()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(System.Net.IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http1);
            kestrel.Listen(System.Net.IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http2);
        });
        app = builder.Build();
        app.Run(ReceiveAsync);
    }

    public string HttpUrl => app.Urls.First();

    public string GrpcUrl => app.Urls.Last();

    public static async Task<OtlpSink> StartAsync()
    {
        var sink = new OtlpSink();
        await sink.app.StartAsync();
        return sink;
    }

    /// <summary>The last message to a path; names and labels stand in it as they are.</summary>
    public string Last(string path) => received.GetValueOrDefault(path, "");

    public ValueTask DisposeAsync() => app.DisposeAsync();

    private async Task ReceiveAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        var text = $"{context.Request.ContentType} {context.Request.Headers["x-tenant"]} {Encoding.Latin1.GetString(body.ToArray())}";
        received.AddOrUpdate(context.Request.Path.Value!, text, (_, before) => before.Length > 200_000 ? text : before + text);
        if (context.Request.Protocol == HttpProtocol.Http2)
        {
            // An empty answer in gRPC's frame: not compressed, no bytes.
            context.Response.ContentType = "application/grpc";
            await context.Response.Body.WriteAsync(new byte[5]);
            context.Response.AppendTrailer("grpc-status", "0");
        }
        else
        {
            context.Response.ContentType = "application/x-protobuf";
        }
    }
}
