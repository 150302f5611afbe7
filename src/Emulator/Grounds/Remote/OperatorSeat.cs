using Eso.Emulator.Clock;
using Eso.Kubernetes.Configuration;
using Eso.Operator;
using Microsoft.Extensions.Logging.Abstractions;

namespace Eso.Emulator.Grounds.Remote;

/// <summary>Where the operator runs in this process against servers that are elsewhere.</summary>
internal sealed class OperatorSeat(KubeConnection connection, HttpMessageHandler kube, HttpMessageHandler aws, TimeProvider clock)
    : IAsyncDisposable
{
    private readonly SleepCounter sleepers = new(clock);
    private OperatorHost? host;

    public required IReadOnlyDictionary<string, string> Environment { get; init; }

    public required WorldOptions Options { get; init; }

    public string Metrics() => host?.Metrics() ?? "";

    public async Task StartAsync(CancellationToken cancel)
    {
        host = OperatorHost.Create(
            new OperatorOptions
            {
                Kube = connection,
                UnsafeAllowGenericTargets = Options.GenericTargets,
                EnableLeaderElection = Options.LeaderElection,
            },
            new OperatorServices
            {
                Clock = sleepers,
                Random = new Random(Options.Seed),
                Environment = Environment,
                KubeHandler = kube,
                AwsHandler = aws,
                Logs = Options.Log is null ? NullLoggerFactory.Instance : new LineLogs(Options.Log),
            });
        await host.StartAsync(cancel);
    }

    public async Task StopAsync(CancellationToken cancel)
    {
        if (Interlocked.Exchange(ref host, null) is { } running)
        {
            await running.StopAsync(cancel);
            await running.DisposeAsync();
        }
    }

    /// <summary>What the operator is busy with; entries that begin with <see cref="Quiet.Soft"/> may be asleep on the clock.</summary>
    public IReadOnlyList<string> Busy(IReadOnlyDictionary<string, long> streamed)
    {
        if (host is not { } running)
        {
            return [];
        }

        var handled = running.WatchBytesHandled;
        if (streamed.Any(s => handled.TryGetValue(s.Key, out var read) && read < s.Value))
        {
            return ["operator: a watch has bytes to be handled"];
        }

        var busy = running.Busy();
        return sleepers.Sleeping > 0 ? busy : busy.Select(b => b.TrimStart('~')).ToList();
    }

    public async ValueTask DisposeAsync() => await StopAsync(CancellationToken.None);
}
