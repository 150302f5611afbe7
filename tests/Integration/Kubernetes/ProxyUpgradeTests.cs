using System.Net.Security;
using System.Net.Sockets;
using System.Text;
using Eso.Emulator.Clock;
using Eso.Emulator.Doors;
using Eso.Emulator.Journal;
using Eso.Emulator.Kubernetes;
using FluentAssertions;
using Xunit;

namespace Eso.Integration.Kubernetes;

/// <summary>A WebSocket to a Pod's port through pods/proxy and services/proxy, byte by byte over a real socket.</summary>
public sealed class ProxyUpgradeTests
{
    private const string Space = "/api/v1/namespaces/default";

    // The key and its answer are those of RFC 6455; the frames say Hello and abc.
    private const string Pod = """
        {"metadata":{"name":"ws","labels":{"app":"ws"}},"spec":{"containers":[{"name":"c","image":"busybox","command":["sh","-c",
        "printf 'HTTP/1.1 101 Switching Protocols\\r\\nUpgrade: websocket\\r\\nConnection: Upgrade\\r\\nSec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\\r\\n\\r\\n\\201\\005Hello' | nc -lk -p 8080"]}]}}
        """;

    [Fact]
    public async Task An_upgrade_goes_through_both_ways()
    {
        await using var server = new KubeServer(
            new KubeServerOptions { Authentication = false }, TimeProvider.System, new Entropy(1), new Journal(), new Activity());
        await server.StartAsync();
        await using var door = await KestrelDoor.StartAsync(server.Pipeline, "127.0.0.1", 0, server.Certificates.Server([]));
        var port = new Uri(door.Url).Port;
        await AskAsync(port, "POST", $"{Space}/pods", Pod);
        await AskAsync(port, "POST", $"{Space}/services", """
            {"metadata":{"name":"ws"},"spec":{"selector":{"app":"ws"},"ports":[{"port":80,"targetPort":8080}]}}
            """);
        await UntilAsync(async () => (await AskAsync(port, "GET", $"{Space}/pods/ws", "")).Contains("\"phase\":\"Running\"", StringComparison.Ordinal));

        foreach (var path in new[] { "pods/ws:8080", "services/ws:80" })
        {
            // The container runs a little before its program listens, and endpoints come after both.
            var answer = "";
            await UntilAsync(async () => !(answer = await SpeakAsync(port, $"{Space}/{path}/proxy/chat"))
                .StartsWith("HTTP/1.1 50", StringComparison.Ordinal));
            answer.Should().StartWith("HTTP/1.1 101 Switching Protocols\r\n")
                .And.Contain("Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=").And.EndWith("\x81\x05Hello");
        }

        await UntilAsync(async () => (await AskAsync(port, "GET", $"{Space}/pods/ws/log", ""))
            .Split("abc").Length == 3);
        (await SpeakAsync(port, $"{Space}/pods/ws:8081/proxy/chat")).Should()
            .StartWith("HTTP/1.1 500").And.Contain(":8081: connect: connection refused");
    }

    private static async Task UntilAsync(Func<Task<bool>> holds)
    {
        for (var tries = 0; !await holds(); tries++)
        {
            tries.Should().BeLessThan(200);
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System);
        }
    }

    private static Task<string> SpeakAsync(int port, string path) => ExchangeAsync(
        port,
        $"GET {path} HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
            + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n",
        answer => answer.EndsWith("Hello", StringComparison.Ordinal) || answer.EndsWith("}\n", StringComparison.Ordinal),
        "\x81\x83\0\0\0\0abc");

    private static Task<string> AskAsync(int port, string method, string path, string body) => ExchangeAsync(
        port,
        $"{method} {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\n\r\n{body}",
        static _ => false,
        "");

    /// <summary>Sends, reads until it is enough or over, and says a last word.</summary>
    private static async Task<string> ExchangeAsync(int port, string text, Func<string, bool> isEnough, string last)
    {
        using var client = new TcpClient();
        await client.ConnectAsync("127.0.0.1", port);
#pragma warning disable CA5359 // The server's own authority is not the matter here.
        await using var stream = new SslStream(client.GetStream(), false, static (_, _, _, _) => true);
#pragma warning restore CA5359
        await stream.AuthenticateAsClientAsync("localhost");
        await stream.WriteAsync(Encoding.Latin1.GetBytes(text));
        var answer = new StringBuilder();
        var buffer = new byte[4096];
        while (!isEnough(answer.ToString()) && await stream.ReadAsync(buffer) is > 0 and var count)
        {
            answer.Append(Encoding.Latin1.GetString(buffer, 0, count));
        }

        await stream.WriteAsync(Encoding.Latin1.GetBytes(last));
        return answer.ToString();
    }
}
