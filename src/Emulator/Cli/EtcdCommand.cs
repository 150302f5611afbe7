using Eso.Emulator.Doors;
using Microsoft.AspNetCore.Http;

namespace Eso.Emulator.Cli;

/// <summary>
/// <c>eso etcd</c>: what envtest starts before the API server. This API server keeps its objects itself, so that nothing
/// here does more than to say that it is well.
/// </summary>
internal static class EtcdCommand
{
    private const string Help = """
        Usage:
          etcd [flags]
            Answers health checks only; the emulated API server keeps its objects itself.

          --advertise-client-urls 'http://localhost:2379'
          --data-dir '${name}.etcd'
          --listen-client-urls 'http://localhost:2379'
          --listen-peer-urls 'http://localhost:2380'
          --unsafe-no-fsync 'false'

        """;

    public static async Task<int> RunAsync(string[] arguments, CancellationToken cancel)
    {
        if (arguments.Contains("--help") || arguments.Contains("-h"))
        {
            await Console.Out.WriteAsync(Help);
            return 0;
        }

        var text = GoFlags.Parse(arguments)["listen-client-urls"].Split(',')[0];
        if (!Uri.TryCreate(text.Length == 0 ? "http://127.0.0.1:2379" : text, UriKind.Absolute, out var url))
        {
            await Console.Error.WriteLineAsync($"error verifying flags, --listen-client-urls: '{text}' is no URL");
            return 1;
        }

        try
        {
            await using var door = await KestrelDoor.StartAsync(AnswerAsync, url.Host.Trim('[', ']'), url.Port);
            await Console.Error.WriteLineAsync($"serving client traffic insecurely on {door.Url}");
            var stop = new TaskCompletionSource();
            await using var registration = cancel.Register(() => stop.TrySetResult());
            await stop.Task;
            return 0;
        }
        catch (PortInUseException taken)
        {
            await Console.Error.WriteLineAsync($"listen tcp {taken.Host}:{taken.Port}: bind: address already in use");
            return 1;
        }
    }

    private static Task AnswerAsync(HttpContext context)
    {
        var (status, type, body) = context.Request.Path.Value switch
        {
            "/health" => (200, "application/json", """{"health":"true","reason":""}"""),
            "/readyz" or "/livez" => (200, "text/plain; charset=utf-8", "ok\n"),
            "/version" => (200, "application/json", """{"etcdserver":"3.6.0","etcdcluster":"3.6.0"}"""),
            _ => (404, "text/plain; charset=utf-8", "404 page not found\n"),
        };
        context.Response.StatusCode = status;
        context.Response.ContentType = type;
        return context.Response.WriteAsync(body, context.RequestAborted);
    }
}
