using System.Globalization;
using System.Text.Json.Nodes;
using Eso.Emulator.Clock;
using Eso.Emulator.Faults;
using Eso.Kubernetes.Configuration;
using Eso.Operator;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Eso.Emulator.Grounds;

/// <summary>The operators of a world that run in this process: started, stopped, killed, paused, several at a time.</summary>
internal sealed class OperatorFleet(FleetParts parts) : IOperatorControl, IAsyncDisposable
{
    private static readonly TimeSpan EndMax = TimeSpan.FromSeconds(5);
    private readonly Lock gate = new();
    private readonly List<EmbeddedOperator> running = [];
    private readonly List<Task> ending = [];
    private int made;

    public int Count
    {
        get
        {
            lock (gate)
            {
                return running.Count;
            }
        }
    }

    /// <summary>What the operators have logged, when the world keeps it.</summary>
    public LogKeeper? Logs { get; } = parts.Options.KeepLogs ? new LogKeeper() : null;

    /// <summary>Starts one more.</summary>
    /// <param name="cancel">Gives up.</param>
    /// <param name="leaderElection">Whether it competes for the Lease; null: as the world's options say.</param>
    public Task StartAsync(CancellationToken cancel, bool? leaderElection = null) =>
        parts.Activity.Flow.RunAsync(() => StartOneAsync(leaderElection, cancel));

    private async Task StartOneAsync(bool? leaderElection, CancellationToken cancel)
    {
        var number = Interlocked.Increment(ref made);
        var options = parts.Options;
        var one = new EmbeddedOperator(
            parts.Clock,
            new OperatorOptions
            {
                Kube = parts.Connection(),
                UnsafeAllowGenericTargets = options.GenericTargets,
                EnableLeaderElection = leaderElection ?? options.LeaderElection,
                Identity = $"operator-{number}",
            },
            parts.Aws(),
            parts.Kube(),
            new Random(options.Seed + number - 1),
            await parts.Environment(cancel),
            Loggers(),
            options.Between,
            options.Reconciled);
        lock (gate)
        {
            running.Add(one);
        }

        await one.StartAsync(cancel);
        _ = FollowAsync(one, leaderElection);
    }

    /// <summary>Stops all of them gracefully.</summary>
    public async Task StopAsync(CancellationToken cancel)
    {
        foreach (var one in Take())
        {
            await one.StopAsync(cancel);
        }
    }

    /// <summary>Stops all of them gracefully and starts as many, one at least.</summary>
    public async Task RestartAllAsync(CancellationToken cancel)
    {
        var count = Math.Max(1, Count);
        await StopAsync(cancel);
        for (var i = 0; i < count; i++)
        {
            await StartAsync(cancel);
        }
    }

    public void Crash(bool restart)
    {
        var dying = Take();
        foreach (var one in dying)
        {
            one.Cut();
        }

        lock (gate)
        {
            ending.RemoveAll(t => t.IsCompleted);
            ending.AddRange(dying.Select(d => Task.Run(async () => await d.DisposeAsync())));
        }

        if (restart)
        {
            var lease = parts.Activity.Begin("operator: starting again after a crash");
            _ = RestartAsync(lease);
        }
    }

    public void Pause()
    {
        foreach (var one in All())
        {
            one.Pause();
        }
    }

    public void Resume()
    {
        foreach (var one in All())
        {
            one.Resume();
        }
    }

    public Task TakeLeaseAsync() => parts.TakeLease();

    /// <summary>What makes a Lease somebody else's.</summary>
    public static JsonObject LeaseOfAnother(TimeProvider clock) => new()
    {
        ["spec"] = new JsonObject
        {
            ["holderIdentity"] = "somebody-else",
            ["renewTime"] = clock.GetUtcNow().UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture),
        },
    };

    public string Metrics() => string.Concat(All().Select(o => o.Metrics()));

    public string? WhatIsBusy()
    {
        var all = All();
        if (all.Count == 0)
        {
            return null;
        }

        var reaching = new Lazy<IReadOnlyDictionary<string, long>>(
            () => parts.Faults.Skewed ? Reaching(parts.StreamBytes()) : parts.StreamBytes());
        return all.Select(o => o.WhatIsBusy(reaching)).OfType<string>()
            .OrderBy(b => b.StartsWith(Quiet.Soft, StringComparison.Ordinal)).FirstOrDefault();
    }

    /// <summary>What the watches' readers can know of: faults hold, drop and repeat events, and let watches die unseen.</summary>
    private Dictionary<string, long> Reaching(IReadOnlyDictionary<string, long> streams)
    {
        var reaching = streams.ToDictionary(s => s.Key, s => s.Value + parts.Faults.Skew(s.Key));
        foreach (var silent in parts.Faults.SilentWatches)
        {
            // Its reader may know of what came before the silence, and waits.
            reaching.TryAdd(silent, 0);
        }

        return reaching;
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync(CancellationToken.None);
        Task[] left;
        lock (gate)
        {
            left = ending.ToArray();
        }

        await Task.WhenAny(Task.WhenAll(left), Task.Delay(EndMax, parts.Machine));
    }

    /// <summary>An operator that ends by itself, as one that has lost its Lease does, is started again: kubelet would.</summary>
    private async Task FollowAsync(EmbeddedOperator one, bool? leaderElection)
    {
        await one.Completion.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        lock (gate)
        {
            if (!running.Remove(one))
            {
                return;
            }

            ending.Add(Task.Run(async () => await one.DisposeAsync()));
        }

        await RestartAsync(parts.Activity.Begin("operator: starting again after its end"), leaderElection);
    }

    private async Task RestartAsync(Activity.Lease lease, bool? leaderElection = null)
    {
        try
        {
            await StartAsync(CancellationToken.None, leaderElection);
        }
        catch (Exception e)
        {
            parts.Options.Log?.Invoke($"the operator did not start again: {e.Message}");
        }
        finally
        {
            lease.Dispose();
        }
    }

    private List<EmbeddedOperator> Take()
    {
        lock (gate)
        {
            var all = running.ToList();
            running.Clear();
            return all;
        }
    }

    private List<EmbeddedOperator> All()
    {
        lock (gate)
        {
            return running.ToList();
        }
    }

    private ILoggerFactory Loggers() => Logs is null
        ? parts.Options.Log is null ? NullLoggerFactory.Instance : new LineLogs(parts.Options.Log)
        : Logs.Factory(parts.Options.Log);
}

/// <summary>What operators in this process stand on.</summary>
internal sealed record FleetParts
{
    public required WorldOptions Options { get; init; }

    /// <summary>The operators' clock.</summary>
    public required TimeProvider Clock { get; init; }

    public required TimeProvider Machine { get; init; }

    /// <summary>Where work that has no request of its own is told.</summary>
    public required Activity Activity { get; init; }

    public required FaultBoard Faults { get; init; }

    public required Func<KubeConnection> Connection { get; init; }

    /// <summary>Makes a way to the API server; each operator has its own.</summary>
    public required Func<HttpMessageHandler> Kube { get; init; }

    /// <summary>Makes a way to AWS; likewise.</summary>
    public required Func<HttpMessageHandler> Aws { get; init; }

    public required Func<CancellationToken, Task<IReadOnlyDictionary<string, string>>> Environment { get; init; }

    /// <summary>Gives the Lease to somebody else.</summary>
    public required Func<Task> TakeLease { get; init; }

    /// <summary>Bytes written to each running watch, by Audit-Id.</summary>
    public required Func<IReadOnlyDictionary<string, long>> StreamBytes { get; init; }
}
