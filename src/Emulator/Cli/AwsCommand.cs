using Eso.Emulator.Aws;
using Eso.Emulator.Aws.Protocol;
using Eso.Emulator.Clock;
using Eso.Emulator.Doors;

namespace Eso.Emulator.Cli;

/// <summary>
/// <c>eso aws [--port N] [--seed N] [--signatures any|known|strict] [--iam off|warn|enforce]</c>: the embedded AWS
/// alone, on the real clock.
/// </summary>
internal static class AwsCommand
{
    public static async Task<int> RunAsync(string[] arguments, TimeProvider clock, CancellationToken cancel)
    {
        string Option(string name, string otherwise)
        {
            var at = Array.IndexOf(arguments, name);
            return at >= 0 && at + 1 < arguments.Length ? arguments[at + 1] : otherwise;
        }

        if (!int.TryParse(Option("--port", "4566"), out var port) || !int.TryParse(Option("--seed", "1"), out var seed)
            || !Enum.TryParse<SignatureMode>(Option("--signatures", "any"), ignoreCase: true, out var signatures)
            || !Enum.TryParse<IamMode>(Option("--iam", "off"), ignoreCase: true, out var iam))
        {
            await Console.Error.WriteLineAsync(
                "usage: eso aws [--port N] [--seed N] [--signatures any|known|strict] [--iam off|warn|enforce]")
                .ConfigureAwait(false);
            return 2;
        }

        var server = new AwsServer(
            new AwsServerOptions { Signatures = signatures, Iam = iam }, clock, new Entropy(
                seed), new Journal.Journal(), new Activity());
        try
        {
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
            Console.WriteLine($"aws at {door.Url}");
            var stop = new TaskCompletionSource();
            using var registration = cancel.Register(() => stop.TrySetResult());
            await stop.Task.ConfigureAwait(false);
            return 0;
        }
        catch (PortInUseException taken)
        {
            await Console.Error.WriteLineAsync(
                $"port {taken.Port} is in use; choose another with --port").ConfigureAwait(false);
            return 2;
        }
    }
}
