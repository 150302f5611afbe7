using Eso.Emulator.Aws;
using Eso.Emulator.Aws.Protocol;
using Eso.Emulator.Aws.Usage;
using Eso.Emulator.Clock;
using Eso.Emulator.Doors;
using Eso.Emulator.State;

namespace Eso.Emulator.Cli;

/// <summary>
/// <c>eso aws [--port N] [--seed N] [--signatures any|known|strict] [--iam off|warn|enforce] [--quotas off|aws]
/// [--state DIR]</c>: the embedded AWS alone, on the real clock.
/// </summary>
internal static class AwsCommand
{
    private const string Usage = "usage: eso aws [--port N] [--seed N] [--signatures any|known|strict] "
        + "[--iam off|warn|enforce] [--quotas off|aws] [--state DIR]";

    private const string InlineCompletions = "DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS";

    public static async Task<int> RunAsync(string[] arguments, TimeProvider clock, CancellationToken cancel)
    {
        string? Option(string name)
        {
            var at = Array.IndexOf(arguments, name);
            return at >= 0 && at + 1 < arguments.Length ? arguments[at + 1] : null;
        }

        if (!int.TryParse(Option("--port") ?? "4566", out var port) || !int.TryParse(Option("--seed") ?? "1", out var seed)
            || !Enum.TryParse<SignatureMode>(Option("--signatures") ?? "any", ignoreCase: true, out var signatures)
            || !Enum.TryParse<QuotaMode>(Option("--quotas") ?? "off", ignoreCase: true, out var quotas)
            || !Enum.TryParse<IamMode>(Option("--iam") ?? "off", ignoreCase: true, out var iam))
        {
            await Console.Error.WriteLineAsync(Usage).ConfigureAwait(false);
            return 2;
        }

        var options = new AwsServerOptions
        {
            Signatures = signatures,
            Iam = iam,
            Quotas = quotas,
            StateDirectory = Option("--state"),
        };
        try
        {
            using var server = new AwsServer(options, clock, new Entropy(seed), new Journal.Journal(), new Activity());
            return await ServeAsync(server, port, cancel).ConfigureAwait(false);
        }
        catch (PortInUseException taken)
        {
            await Console.Error.WriteLineAsync($"port {taken.Port} is in use; choose another with --port").ConfigureAwait(false);
            return 2;
        }
        catch (StateCorruptException damaged)
        {
            await Console.Error.WriteLineAsync(damaged.Message).ConfigureAwait(false);
            return 2;
        }
    }

    private static async Task<int> ServeAsync(AwsServer server, int port, CancellationToken cancel)
    {
        // Nothing in this process waits for a socket while it holds a socket's thread, so requests run on that thread:
        // a quarter of a short request's cost is the hand-over. Read once, by the first socket.
        if (Environment.GetEnvironmentVariable(InlineCompletions) is null)
        {
            Environment.SetEnvironmentVariable(InlineCompletions, "1");
        }

        await using var door = await KestrelDoor.StartAsync(
            async http =>
            {
                // What moto's test suite sends before and after each test.
                if (http.Request.Path.StartsWithSegments("/moto-api/reset", StringComparison.Ordinal))
                {
                    server.Reset();
                    return;
                }

                await server.Pipeline(http).ConfigureAwait(false);
            },
            "127.0.0.1",
            port).ConfigureAwait(false);
        AwsServer.Warm();
        Console.WriteLine($"aws at {door.Url}");
        var stop = new TaskCompletionSource();
        using var registration = cancel.Register(() => stop.TrySetResult());
        await stop.Task.ConfigureAwait(false);
        return 0;
    }
}
