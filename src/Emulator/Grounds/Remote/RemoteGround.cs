using System.Text.Json.Nodes;
using Eso.Emulator.Aws;
using Eso.Emulator.Aws.Iam.Authorization;
using Eso.Emulator.Aws.SecretsManager.Rotations;
using Eso.Emulator.Clock;
using Eso.Kubernetes;
using Eso.Operator.Api;

namespace Eso.Emulator.Grounds.Remote;

/// <summary>
/// A world on servers that are not ours: a Kubernetes API over the network, an AWS of any kind, the operator in this
/// process or in the cluster. Quiet is what nobody has disturbed for a moment.
/// </summary>
internal sealed class RemoteGround(RemoteParts parts) : IGround
{
    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(25);

    public string Name => parts.Name;

    public IReadOnlySet<Need> Offers => parts.Offers;

    public int Seed => parts.Options.Seed;

    public TimeProvider Clock => parts.World ?? parts.Machine;

    public IKubernetesAccess Kubernetes => parts.Kubernetes;

    public IAwsAccess Aws => parts.Aws;

    public Journal.Journal? Journal => parts.Offers.Contains(Need.Journal) ? parts.Journal : null;

    public Faults.FaultBoard? Faults => parts.Offers.Contains(Need.Faults) ? parts.Faults : null;

    public IReadOnlyDictionary<string, string> CommandEnvironment => parts.CommandEnvironment;

    public Task<string> MetricsAsync(CancellationToken cancel) => Task.FromResult(parts.Isolation.Plain(parts.Operator?.Metrics() ?? ""));

    public IReadOnlyList<string>? OperatorLogs => parts.Operator?.Logs?.Lines;

    public string? Issuer => parts.Issuer;

    public string NamespaceOf(string ns) => parts.Isolation.Namespace(ns);

    public Task<JsonObject> UsageAsync(CancellationToken cancel) => Task.FromResult(OwnAws("tell what AWS would charge").Usage.Report());

    public Task<JsonObject> ExplainAccessAsync(
        string principal, string action, string resource, IReadOnlyDictionary<string, string> conditions, CancellationToken cancel) =>
        Task.FromResult(EmbeddedGround.Explained(
            OwnAws("explain IAM's decisions"), new AccessQuestion(principal, action, resource, conditions, Clock.GetUtcNow())));

    public void RegisterRotation(string name, Func<RotationFunctions, IRotationFunction> make)
    {
        var functions = OwnAws("call rotation functions of yours").RotationFunctions;
        functions.Register(name, make(functions));
    }


    public Task SettleAsync(CancellationToken cancel) => SettleAsync(null, cancel);

    /// <param name="untouched">
    /// A stamp taken when the world was quiet, after which only the clock was moved: when it still holds, nothing went out
    /// and nothing can come back.
    /// </param>
    private async Task SettleAsync(long? untouched, CancellationToken cancel)
    {
        var began = parts.Machine.GetTimestamp();
        var looks = 0;
        while (untouched is not null && Stamp() == untouched)
        {
            var left = Busy();
            looks = left.Count == 0 ? looks + 1 : 0;
            if (looks > 2)
            {
                return;
            }

            if (left.Count > 0 && left.TrueForAll(b => b.StartsWith(Quiet.Soft, StringComparison.Ordinal)))
            {
                // Asleep on the world's clock, which nothing here would move: judged below.
                break;
            }

            Expect(left, began);
            await Task.Delay(Glance, parts.Machine, cancel);
        }

        var since = parts.Machine.GetTimestamp();
        var stamp = -1L;
        while (true)
        {
            var busy = Busy();
            var now = Stamp();
            var hard = busy.Any(b => !b.StartsWith(Quiet.Soft, StringComparison.Ordinal));
            if (hard || now != stamp)
            {
                (stamp, since) = (now, parts.Machine.GetTimestamp());
            }
            else if (parts.Machine.GetElapsedTime(since) >= parts.Calm)
            {
                return;
            }

            Expect(busy, began);
            await Task.Delay(Poll, parts.Machine, cancel);
        }
    }

    /// <exception cref="NotQuietException">It has lasted too long since <paramref name="began"/>.</exception>
    private void Expect(IReadOnlyList<string> busy, long began)
    {
        if (parts.Machine.GetElapsedTime(began) > parts.Options.QuietWithin)
        {
            throw new NotQuietException(busy, parts.Machine.GetElapsedTime(began));
        }
    }

    public async Task AdvanceAsync(TimeSpan by, CancellationToken cancel)
    {
        var clock = parts.World ?? throw new NotSupportedException($"the ground '{Name}' has no clock that can be moved");
        var target = clock.GetUtcNow() + by;
        await SettleAsync(cancel);
        var quiet = Stamp();
        while (await clock.AdvanceToNextAsync(target, cancel))
        {
            await SettleAsync(quiet, cancel);
            quiet = Stamp();
        }

        await clock.AdvanceAsync(target - clock.GetUtcNow(), cancel);
        await SettleAsync(quiet, cancel);
    }

    public async Task<T?> UntilAsync<T>(Func<Task<T?>> whyNot, TimeSpan? within, CancellationToken cancel)
        where T : class
    {
        if (parts.World is { } clock)
        {
            var limit = clock.GetUtcNow() + (within ?? TimeSpan.Zero);
            long? quiet = null;
            while (true)
            {
                await SettleAsync(quiet, cancel);
                quiet = Stamp();
                var reason = await whyNot();
                if (reason is null || !await clock.AdvanceToNextAsync(limit, cancel))
                {
                    return reason;
                }
            }
        }

        // Time runs by itself: look again until it holds or is over.
        var began = parts.Machine.GetTimestamp();
        while (true)
        {
            var reason = await whyNot();
            if (reason is null || parts.Machine.GetElapsedTime(began) > (within ?? TimeSpan.Zero) + parts.Patience)
            {
                return reason;
            }

            await Task.Delay(Poll * 4, parts.Machine, cancel);
        }
    }

    public async Task RestartOperatorAsync(CancellationToken cancel)
    {
        if (parts.Operator is { } fleet)
        {
            await fleet.RestartAllAsync(cancel);
            return;
        }

        await parts.RestartInCluster!(cancel);
    }

    public async Task StopOperatorAsync(bool kill, CancellationToken cancel)
    {
        var fleet = Fleet("stop the operator");
        if (kill)
        {
            fleet.Crash(restart: false);
        }
        else
        {
            await fleet.StopAsync(cancel);
        }
    }

    public Task StartOperatorAsync(bool? leaderElection, CancellationToken cancel) =>
        Fleet("start operators").StartAsync(cancel, leaderElection);

    public Task PauseOperatorAsync(bool pause, CancellationToken cancel)
    {
        var fleet = Fleet("pause the operator");
        if (pause)
        {
            fleet.Pause();
        }
        else
        {
            fleet.Resume();
        }

        return Task.CompletedTask;
    }

    /// <summary>Installs the operator's kinds where they are not there yet, and starts the operator.</summary>
    public async Task BeginAsync(CancellationToken cancel)
    {
        // A real server takes a while over each, and can take them side by side.
        await Task.WhenAll(
            OperatorCrds.All().Select(crd => RemoteCrds.InstallAsync(crd, parts.RawKubernetes, parts.Machine, cancel)));

        if (parts.Operator is { } fleet)
        {
            foreach (var part in parts.OperatorHome)
            {
                await parts.RawKubernetes.ApplyAsync(part, cancel);
                parts.Kubernetes.Remember(ObjectKey.Of(part));
            }

            parts.Kubernetes.Remember(RemoteFleet.Lease(parts.OperatorNamespace));
            if (parts.Options.Operator)
            {
                await fleet.StartAsync(cancel);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await (parts.Operator?.DisposeAsync() ?? ValueTask.CompletedTask);
        try
        {
            await RemoteSweep.RunAsync(
                parts.RawKubernetes, parts.RawAws, parts.Isolation, parts.Kubernetes.Made, CancellationToken.None);
        }
        catch (Exception e) when (e is KubeException or AwsRefusedException)
        {
            parts.Settings.Tell($"eso: not everything of this scenario could be removed: {e.Message}");
        }

        foreach (var owned in parts.Owned)
        {
            await owned.DisposeAsync();
        }
    }

    private OperatorFleet Fleet(string what) => parts.Operator
        ?? throw new NotSupportedException($"the ground '{Name}' does not {what} in the cluster");

    private AwsServer OwnAws(string what) => parts.OwnAws ?? throw new NotSupportedException($"the ground '{Name}' does not {what}");

    private List<string> Busy()
    {
        var busy = new List<string>();
        foreach (var way in parts.Ways)
        {
            if (way.InFlight > 0)
            {
                busy.Add("requests of the operator are under way");
            }
        }

        busy.AddRange(parts.Activity.Busy());
        if (parts.Operator?.WhatIsBusy() is { } working)
        {
            busy.Add(working);
        }

        return busy;
    }

    private long Stamp() => parts.Ways.Sum(w => w.Moved) + parts.Activity.Changes;
}
