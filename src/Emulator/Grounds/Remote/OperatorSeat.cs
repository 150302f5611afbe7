using Eso.Emulator.Clock;
using Eso.Kubernetes.Configuration;
using Eso.Operator;
using Microsoft.Extensions.Logging.Abstractions;

namespace Eso.Emulator.Grounds.Remote;

/// <summary>Where operators run in this process against servers that are elsewhere.</summary>
/// <param name="kube">Makes a way to the API server; each operator has its own.</param>
/// <param name="aws">Makes a way to AWS; likewise.</param>
internal sealed class OperatorSeat(
    KubeConnection connection, Func<HttpMessageHandler> kube, Func<HttpMessageHandler> aws, TimeProvider clock) : IAsyncDisposable
{
    private readonly List<EmbeddedOperator> running = [];
    private readonly List<Task> ending = [];
    private int made;

    public required IReadOnlyDictionary<string, string> Environment { get; init; }

    public required WorldOptions Options { get; init; }

    public string Metrics() => string.Join('\n', running.Select(o => o.Metrics()));

    public async Task StartAsync(bool? leaderElection, CancellationToken cancel)
    {
        made++;
        var one = new EmbeddedOperator(
            clock,
            new OperatorOptions
            {
                Kube = connection,
                UnsafeAllowGenericTargets = Options.GenericTargets,
                EnableLeaderElection = leaderElection ?? Options.LeaderElection,
                Identity = $"operator-{made}",
            },
            aws(), kube(), new Random(Options.Seed + made - 1), Environment,
            Options.Log is null ? NullLoggerFactory.Instance : new LineLogs(Options.Log), Options.Between, Options.Reconciled);
        running.Add(one);
        await one.StartAsync(cancel);
    }

    /// <param name="kill">As a crash: nothing more gets out.</param>
    /// <param name="cancel">Gives up.</param>
    public async Task StopAsync(bool kill, CancellationToken cancel)
    {
        var stopping = running.ToList();
        running.Clear();
        foreach (var one in stopping)
        {
            if (kill)
            {
                one.Cut();
                ending.Add(Task.Run(async () => await one.DisposeAsync(), cancel));
            }
            else
            {
                await one.StopAsync(cancel);
            }
        }
    }

    public void Pause() => running.ForEach(o => o.Pause());

    public void Resume() => running.ForEach(o => o.Resume());

    /// <summary>What the operators are busy with; entries that begin with <see cref="Quiet.Soft"/> may be asleep on the clock.</summary>
    public IEnumerable<string> Busy(IReadOnlyDictionary<string, long> streams) =>
        running.Select(o => o.WhatIsBusy(streams)).OfType<string>();

    public async ValueTask DisposeAsync()
    {
        await StopAsync(kill: false, CancellationToken.None);
        await Task.WhenAll(ending);
    }
}
