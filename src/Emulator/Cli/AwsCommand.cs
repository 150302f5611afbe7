using System.CommandLine;
using Eso.Emulator.Aws;
using Eso.Emulator.Clock;
using Eso.Emulator.Doors;
using Eso.Emulator.State;
using Microsoft.AspNetCore.Http;

namespace Eso.Emulator.Cli;

/// <summary><c>eso aws</c>: the embedded AWS alone, on the real clock, until it is told to stop.</summary>
internal static class AwsCommand
{
    private static readonly Option<int> Port = Defaulted("--port", 4566, "Port of AWS; 0: a free one");
    private static readonly Option<string> Host = Defaulted("--host", "127.0.0.1", "Address to listen on");

    public static Command Make(TimeProvider machine)
    {
        var command = new Command("aws", "Start the embedded AWS alone") { Port, Host };
        AwsSwitches.AddTo(command);
        command.SetAction((parsed, cancel) => RunAsync(parsed, machine, cancel));
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, TimeProvider clock, CancellationToken cancel)
    {
        var options = new AwsServerOptions
        {
            Signatures = AwsSwitches.SignaturesOf(parsed),
            Iam = AwsSwitches.IamOf(parsed),
            Quotas = AwsSwitches.QuotasOf(parsed),
            StateDirectory = AwsSwitches.StateOf(parsed),
        };
        var entropy = new Entropy(AwsSwitches.SeedOf(parsed, clock));
        try
        {
            using var server = new AwsServer(options, clock, entropy, new Journal.Journal(), new Activity());
            await using var door = await KestrelDoor.StartAsync(
                http => AnswerAsync(server, http), parsed.GetValue(Host)!, parsed.GetValue(Port));
            Console.WriteLine($"aws at {door.Url}");
            var stop = new TaskCompletionSource();
            await using var registration = cancel.Register(() => stop.TrySetResult());
            await stop.Task;
        }
        catch (PortInUseException taken)
        {
            throw new UsageError($"port {taken.Port} is in use; choose another with --port");
        }
        catch (StateUnusableException unusable)
        {
            throw new UsageError(unusable.Message);
        }

        return 0;
    }

    private static Task AnswerAsync(AwsServer server, HttpContext http)
    {
        // What moto's test suite sends before and after each test.
        if (http.Request.Path.StartsWithSegments("/moto-api/reset", StringComparison.Ordinal))
        {
            server.Reset();
            return Task.CompletedTask;
        }

        return server.Pipeline(http);
    }

    private static Option<T> Defaulted<T>(string name, T value, string about) =>
        new(name) { Description = about, DefaultValueFactory = _ => value };
}
