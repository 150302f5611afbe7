using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Eso.Emulator.Doors;
using FluentAssertions;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace Eso.Unit.Emulator.Doors;

public class DoorTests
{
#pragma warning disable RS0030 // Sockets close in real time.
    private static readonly TimeProvider Machine = TimeProvider.System;
#pragma warning restore RS0030

    private static async Task Pipeline(HttpContext context)
    {
        if (context.Request.Path == "/watch")
        {
            await context.Response.WriteAsync("one\n");
            await context.Response.Body.FlushAsync();
            await Task.Delay(Timeout.InfiniteTimeSpan, Machine, context.RequestAborted);
        }

        using var reader = new StreamReader(context.Request.Body);
        var body = await reader.ReadToEndAsync();
        context.Response.StatusCode = 418;
        context.Response.Headers["X-Seen"] = $"{context.Request.Method} {context.Request.Path}{context.Request.QueryString}";
        await context.Response.WriteAsync(body + context.Items["who"]);
    }

    [Fact]
    public async Task In_memory_carries_method_path_query_body_and_caller()
    {
        using var client = new HttpMessageInvoker(new InMemoryDoor(Pipeline) { Prepare = c => c.Items["who"] = "me" });
        using var request = new HttpRequestMessage(HttpMethod.Put, "https://x/a%2Fb?q=1%202")
        {
            Content = new StringContent("hello "),
        };
        using var response = await client.SendAsync(request, default);
        response.StatusCode.Should().Be((HttpStatusCode)418);
        response.Headers.GetValues("X-Seen").Should().Equal("PUT /a%2Fb?q=1%202");
        (await response.Content.ReadAsStringAsync()).Should().Be("hello me");
    }

    [Fact]
    public async Task In_memory_answers_stream_and_disposal_aborts_the_request()
    {
        var ended = new TaskCompletionSource();
        using var client = new HttpMessageInvoker(new InMemoryDoor(async context =>
        {
            try
            {
                await Pipeline(context);
            }
            finally
            {
                ended.SetResult();
            }
        }));
        var response = await client.SendAsync(new HttpRequestMessage(HttpMethod.Get, "https://x/watch"), default);
        var stream = await response.Content.ReadAsStreamAsync();
        var buffer = new byte[16];
        var read = await stream.ReadAsync(buffer);
        Encoding.UTF8.GetString(buffer, 0, read).Should().Be("one\n");
        response.Dispose();
        await ended.Task.WaitAsync(TimeSpan.FromSeconds(60), Machine);
    }

    [Fact]
    public async Task Kestrel_serves_http2_over_tls_and_stops_within_a_second_with_a_watch_open()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var certificate = new CertificateRequest("CN=x", key, HashAlgorithmName.SHA256)
            .CreateSelfSigned(DateTimeOffset.UnixEpoch, new DateTimeOffset(2099, 1, 1, 0, 0, 0, TimeSpan.Zero));
        var door = await KestrelDoor.StartAsync(Pipeline, "127.0.0.1", 0, certificate);
        door.Url.Should().Be($"https://127.0.0.1:{door.Port}");
        using var client = new HttpClient(new SocketsHttpHandler
        {
#pragma warning disable CA5359 // A self-signed certificate of the test's own.
            SslOptions = { RemoteCertificateValidationCallback = (_, _, _, _) => true },
#pragma warning restore CA5359
        })
        {
            DefaultRequestVersion = HttpVersion.Version20,
        };
        using var response = await client.GetAsync(door.Url + "/x");
        response.Version.Should().Be(HttpVersion.Version20);
        using var watch = await client.GetAsync(door.Url + "/watch", HttpCompletionOption.ResponseHeadersRead);
        var began = Machine.GetTimestamp();
        await door.DisposeAsync();
        Machine.GetElapsedTime(began).Should().BeLessThan(TimeSpan.FromSeconds(30));
    }

    /// <summary>Clients choose their certificate by the names, and Kubernetes' test/cmd looks for one with openssl.</summary>
    [Fact]
    public async Task The_handshake_names_the_authorities_of_client_certificates()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var certificate = new CertificateRequest("CN=authority", key, HashAlgorithmName.SHA256)
            .CreateSelfSigned(DateTimeOffset.UnixEpoch, new DateTimeOffset(2099, 1, 1, 0, 0, 0, TimeSpan.Zero));
        await using var door = await KestrelDoor.StartAsync(Pipeline, "127.0.0.1", 0, certificate, [certificate]);
        using var socket = new TcpClient();
        await socket.ConnectAsync("127.0.0.1", door.Port);
        string[] named = [];
#pragma warning disable CA5359 // A self-signed certificate of the test's own.
        await using var tls = new SslStream(socket.GetStream());
        await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
        {
            TargetHost = "127.0.0.1",
            RemoteCertificateValidationCallback = (_, _, _, _) => true,
            LocalCertificateSelectionCallback = (_, _, _, _, issuers) =>
            {
                named = issuers.Length > 0 ? issuers : named;
                return null!;
            },
        });
#pragma warning restore CA5359
        named.Should().Equal("CN=authority");
    }

    [Fact]
    public async Task A_port_in_use_is_named()
    {
        await using var first = await KestrelDoor.StartAsync(Pipeline, "127.0.0.1", 0);
        var again = async () => await KestrelDoor.StartAsync(Pipeline, "127.0.0.1", first.Port);
        (await again.Should().ThrowAsync<PortInUseException>()).Which.Port.Should().Be(first.Port);
    }
}
