using Eso.Emulator.Clock;
using Eso.Operator;
using Microsoft.Extensions.Logging;

namespace Eso.Emulator.Grounds;

/// <summary>One operator in this process, behind a gate of its own and on a clock that can stand still.</summary>
internal sealed class EmbeddedOperator : IAsyncDisposable
{
    private readonly OperatorGate gate = new();
    private readonly SleepCounter clock;
    private readonly OperatorHost host;
    private int disposed;
    private volatile bool paused;

    /// <param name="world">The world's clock.</param>
    /// <param name="options">How the operator is set.</param>
    /// <param name="aws">The way to AWS; the operator disposes it.</param>
    /// <param name="kube">The way to the API server; likewise.</param>
    /// <param name="random">Where its jitter comes from.</param>
    /// <param name="environment">Its environment variables.</param>
    /// <param name="logs">Where it logs.</param>
    /// <param name="between">Puts a handler of a test's own in front of a way; null: nothing.</param>
    /// <param name="reconciled">Told after each reconcile; null: nobody.</param>
    public EmbeddedOperator(
        TimeProvider world, OperatorOptions options, HttpMessageHandler aws, HttpMessageHandler kube, Random random,
        IReadOnlyDictionary<string, string> environment, ILoggerFactory logs, Func<string, HttpMessageHandler, HttpMessageHandler>? between,
        Action<string, string, DateTimeOffset, string>? reconciled = null)
    {
        clock = new SleepCounter(world);
        between ??= static (_, handler) => handler;
        host = OperatorHost.Create(options, new OperatorServices
        {
            Clock = clock,
            Random = random,
            Environment = environment,
            AwsHandler = between("aws", gate.Guard(aws)),
            KubeHandler = between("kube", gate.Guard(kube)),
            Logs = logs,
            Reconciled = reconciled,
        });
    }

    public Task StartAsync(CancellationToken cancel) => host.StartAsync(cancel);

    /// <summary>Ends with the operator: when it was stopped, or when it must not go on.</summary>
    public Task Completion => host.Completion;

    public string Metrics() => host.Metrics();

    public void Pause()
    {
        paused = true;
        gate.Pause();
        clock.Pause();
    }

    public void Resume()
    {
        // The gate last: what it lets through may meet the next pause before this method ends.
        paused = false;
        clock.Resume();
        gate.Resume();
    }

    /// <summary>From now on nothing gets out; what is left of it goes away by <see cref="DisposeAsync"/>.</summary>
    public void Cut() => gate.Cut();

    /// <param name="streams">Bytes that reach each running watch of the server, by Audit-Id; asked only when nothing else is busy.</param>
    public string? WhatIsBusy(Lazy<IReadOnlyDictionary<string, long>> streams)
    {
        if (paused)
        {
            return null;
        }

        // A first look that costs little: most looks come while work is under way.
        if (Working(host.Busy()) is { } working)
        {
            return working;
        }

        foreach (var (watch, read) in host.WatchBytesHandled)
        {
            if (!streams.Value.TryGetValue(watch, out var written))
            {
                // A watch that the server has ended and the operator still reads: its end is on the way.
                return "operator: the end of a watch is on its way";
            }

            if (read < written)
            {
                return "operator: a watch has bytes to be handled";
            }
        }

        // Asked again: what the watches brought is counted as work before its bytes are counted as handled.
        // Reconciles under way while somebody in the operator sleeps on the clock: it may be they.
        var busy = host.Busy();
        return Working(busy) ?? (busy.Count == 0 ? null : clock.Sleeping >= busy.Count ? Quiet.Soft + Softly(busy[0]) : Softly(busy[0]));
    }

    /// <inheritdoc cref="WhatIsBusy(Lazy{IReadOnlyDictionary{string, long}})"/>
    public string? WhatIsBusy(IReadOnlyDictionary<string, long> streams) =>
        WhatIsBusy(new Lazy<IReadOnlyDictionary<string, long>>(streams));

    /// <summary>Work that is certainly awake; null when there is none.</summary>
    private string? Working(IReadOnlyList<string> busy)
    {
        // As many as wait for an answer that is held back until the clock moves may be asleep, whatever they say.
        var hard = busy.Count(b => !IsSoft(b));
        return hard > clock.Awaited
            ? busy.First(b => !IsSoft(b))
            : busy.Count > 0 && clock.Sleeping == 0 ? busy[0][Quiet.Soft.Length..] : null;
    }

    private static bool IsSoft(string busy) => busy.StartsWith(Quiet.Soft, StringComparison.Ordinal);

    private static string Softly(string busy) => IsSoft(busy) ? busy : Quiet.Soft + busy;

    public async Task StopAsync(CancellationToken cancel)
    {
        if (paused)
        {
            Resume();
        }

        await host.StopAsync(cancel);
        await DisposeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref disposed, 1) == 0)
        {
            await host.DisposeAsync();
            gate.Dispose();
        }
    }
}
