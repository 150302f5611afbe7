using System.CommandLine;
using Eso.Operator.Hosting.Flags;

namespace Eso.Operator.Hosting.Commands;

/// <summary><c>controller</c>, and the program without a command: runs the controllers until a signal comes or the lease is lost.</summary>
internal static class ControllerCommand
{
    public static void Fill(Command command)
    {
        var flags = ControllerFlags.AddTo(command);
        var log = LogFlags.AddTo(command);
        command.SetAction((parsed, cancel) => ProcessServices.RunAsync(
            stop => RunAsync(flags.Read(parsed, ControllerFlags.Defaults), log.Read(parsed, new LogOptions()), stop), cancel));
    }

    private static async Task<int> RunAsync(OperatorOptions options, LogOptions log, CancellationToken cancel)
    {
        var services = ProcessServices.Make(log);
        using var logs = services.Logs;
        await using var host = OperatorHost.Create(options, services);
        await host.StartAsync(cancel);
        await host.Completion.WaitAsync(cancel);
        // The lease is lost: whoever restarts us makes us a candidate again.
        return 1;
    }
}
