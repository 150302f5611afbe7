using System.CommandLine;
using Eso.Operator.Hosting.Flags;

namespace Eso.Operator.Hosting.Commands;

/// <summary>A command that is one server beside the controllers: its own flags, then those of doors, cluster and log.</summary>
internal static class ServingCommand
{
    /// <summary>What such a command does with what its flags say; its result is the exit code.</summary>
    public delegate Task<int> Work<in TOptions>(
        TOptions options, EndpointOptions doors, ClusterOptions cluster, LogOptions log, CancellationToken cancel);

    public static Command Make<TOptions>(
        string name, string about, Func<Command, FlagSet<TOptions>> addFlags, Work<TOptions> work)
        where TOptions : class, new()
    {
        var command = new Command(name, about);
        var flags = addFlags(command);
        var doors = EndpointFlags.AddTo(command);
        var cluster = EndpointFlags.AddCluster(command);
        var log = LogFlags.AddTo(command);
        command.SetAction((parsed, cancel) => ProcessServices.RunAsync(
            stop => work(
                flags.Read(parsed, new TOptions()),
                doors.Read(parsed, new EndpointOptions { MetricsAddress = ":8080", HealthAddress = ":8081" }),
                cluster.Read(parsed, new ClusterOptions()),
                log.Read(parsed, new LogOptions()),
                stop),
            cancel));
        return command;
    }
}
