using Eso.Emulator.Clock;
using Eso.Emulator.Faults;
using Eso.Kubernetes.Client;
using Eso.Operator;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Eso.Emulator.Grounds;

/// <summary>The operators of an embedded world: started, stopped, killed, paused, several at a time.</summary>
internal sealed class OperatorFleet(
    EmbeddedWorld world, WorldOptions options, TimeProvider machine,
    Func<CancellationToken, Task<Dictionary<string, string>>> environment, Func<Task> takeLease) : IOperatorControl, IAsyncDisposable
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
    public LogKeeper? Logs { get; } = options.KeepLogs ? new LogKeeper() : null;

    /// <summary>Starts one more.</summary>
    /// <param name="cancel">Gives up.</param>
    /// <param name="leaderElection">Whether it competes for the Lease; null: as the world's options say.</param>
    public Task StartAsync(CancellationToken cancel, bool? leaderElection = null) =>
        world.Clock.Activity.Flow.RunAsync(() => StartOneAsync(leaderElection, cancel));

    private async Task StartOneAsync(bool? leaderElection, CancellationToken cancel)
    {
        var number = Interlocked.Increment(ref made);
        var one = new EmbeddedOperator(
            world.Clock,
            new OperatorOptions
            {
                Kube = world.OperatorConnection,
                UnsafeAllowGenericTargets = options.GenericTargets,
                EnableLeaderElection = leaderElection ?? options.LeaderElection,
                Identity = $"operator-{number}",
            },
            options.InMemory ? world.AwsInMemory() : new SocketsHttpHandler { UseProxy = false, PooledConnectionLifetime = TimeSpan.FromMinutes(5) },
            options.InMemory ? world.OperatorInMemory() : KubeClient.Sockets(world.OperatorConnection),
            new Random(options.Seed + number - 1),
            await environment(cancel),
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
            var lease = world.Clock.Activity.Begin("operator: starting again after a crash");
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

    public Task TakeLeaseAsync() => takeLease();

    public string Metrics() => string.Concat(All().Select(o => o.Metrics()));

    public string? WhatIsBusy()
    {
        var all = All();
        if (all.Count == 0)
        {
            return null;
        }

        var reaching = new Lazy<IReadOnlyDictionary<string, long>>(
            () => world.Faults.Skewed ? Reaching(world.Kube.StreamBytes) : world.Kube.StreamBytes);
        return all.Select(o => o.WhatIsBusy(reaching)).OfType<string>()
            .OrderBy(b => b.StartsWith(Quiet.Soft, StringComparison.Ordinal)).FirstOrDefault();
    }

    /// <summary>What the watches' readers can know of: faults hold, drop and repeat events, and let watches die unseen.</summary>
    private Dictionary<string, long> Reaching(IReadOnlyDictionary<string, long> streams)
    {
        var reaching = streams.ToDictionary(s => s.Key, s => s.Value + world.Faults.Skew(s.Key));
        foreach (var silent in world.Faults.SilentWatches)
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

        await Task.WhenAny(Task.WhenAll(left), Task.Delay(EndMax, machine));
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

        await RestartAsync(world.Clock.Activity.Begin("operator: starting again after its end"), leaderElection);
    }

    private async Task RestartAsync(Activity.Lease lease, bool? leaderElection = null)
    {
        try
        {
            await StartAsync(CancellationToken.None, leaderElection);
        }
        catch (Exception e)
        {
            options.Log?.Invoke($"the operator did not start again: {e.Message}");
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
        ? options.Log is null ? NullLoggerFactory.Instance : new LineLogs(options.Log)
        : Logs.Factory(options.Log);
}
