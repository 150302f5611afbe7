using Eso.Emulator.Aws;
using Eso.Emulator.Clock;
using Eso.Emulator.Control;
using Eso.Emulator.Doors;
using Eso.Emulator.Kubernetes;
using Eso.Emulator.Kubernetes.Bootstrap;
using Eso.Kubernetes.Client;
using Eso.Kubernetes.Configuration;
using Eso.Operator;
using Eso.Operator.Api;
using Microsoft.Extensions.Logging.Abstractions;

namespace Eso.Emulator.Grounds;

/// <summary>
/// The whole offline world in this process: an embedded AWS, an embedded Kubernetes API server with the CRDs installed,
/// the operator between them over real sockets, one clock, one seed, one journal.
/// </summary>
internal sealed class EmbeddedWorld : IAsyncDisposable
{
    private static readonly Lazy<IReadOnlyList<PreparedCrd>> Crds = new(() => OperatorCrds.All().Select(PreparedCrd.Of).ToList());
    private readonly WorldOptions options;
    private readonly OperatorIdentity? identity;
    private readonly KestrelDoor awsDoor;
    private readonly KestrelDoor kubeDoor;
    private readonly IDisposable probe;
    private readonly SleepCounter sleepers;
    private OperatorHost? host;

    private EmbeddedWorld(
        WorldOptions options, WorldClock clock, Entropy entropy, Journal.Journal journal, AwsServer aws, KubeServer kube,
        KestrelDoor awsDoor, KestrelDoor kubeDoor, OperatorIdentity? identity)
    {
        this.options = options;
        this.awsDoor = awsDoor;
        this.kubeDoor = kubeDoor;
        this.identity = identity;
        sleepers = new SleepCounter(clock);
        Clock = clock;
        Entropy = entropy;
        Journal = journal;
        Aws = aws;
        Kube = kube;
        probe = clock.Activity.AddProbe(WhatIsBusy);
    }

    public WorldClock Clock { get; }

    public Entropy Entropy { get; }

    public Journal.Journal Journal { get; }

    public Faults.FaultBoard Faults { get; private init; } = null!;

    public AwsServer Aws { get; }

    public KubeServer Kube { get; }

    /// <summary>Base address of AWS and of the control endpoint.</summary>
    public string AwsEndpoint => awsDoor.Url;

    public string KubeEndpoint => kubeDoor.Url;

    public int Seed => options.Seed;

    /// <summary>A kubeconfig for the cluster's administrator.</summary>
    public string Kubeconfig => Kube.Kubeconfig(KubeEndpoint);

    /// <summary>The administrator's connection.</summary>
    public KubeConnection Connection { get; private set; } = null!;

    public static async Task<EmbeddedWorld> StartAsync(WorldOptions options, TimeProvider machine, CancellationToken cancel)
    {
        var activity = new Activity();
        var clock = new WorldClock(options.ClockMode, options.Now, activity, machine);
        var entropy = new Entropy(options.Seed);
        var journal = new Journal.Journal();

        // The schemas are read and prepared on another core while AWS's door opens.
        var crds = Task.Run(static () => Crds.Value, cancel);
        var issuer = new ClusterIssuerHandler();
        var aws = new AwsServer(new AwsServerOptions
        {
            Signatures = options.Signatures,
            Iam = options.Iam,
            WebIdentityHttp = issuer,
            StateDirectory = options.StateDirectory,
            Quotas = options.Quotas,
            OnFault = fault => options.Log?.Invoke($"aws: {fault}"),
        }, clock, entropy, journal, activity);
        var faults = new Faults.FaultBoard(clock, entropy);
        var control = new ControlPipeline(faults.Guard("aws", aws.Pipeline));
        KestrelDoor? kubeDoor = null;
        KestrelDoor? awsDoor = null;
        KubeServer? kube = null;
        try
        {
            awsDoor = await KestrelDoor.StartAsync(control.HandleAsync, options.Host, options.AwsPort);
            kube = new KubeServer(options.Kube with
            {
                // A real cluster takes a moment to bind a Pod; on a manual clock that moment would never pass by itself.
                Crds = await crds,
                PodScheduleDelay = options.ClockMode == ClockMode.Real ? TimeSpan.FromMilliseconds(300) : TimeSpan.Zero,
            }, clock, entropy, journal, activity);
            await kube.StartAsync(cancel);
            var certificate = options.KubeTls ? kube.Certificates.Server(Names(options.Host)) : null;
            kubeDoor = await KestrelDoor.StartAsync(faults.Guard("kube", kube.Pipeline), options.Host, options.KubePort, certificate);
            kube.Url = kubeDoor.Url;
            issuer.Use(kube, new Uri(kubeDoor.Url));
            var world = new EmbeddedWorld(options, clock, entropy, journal, aws, kube, awsDoor, kubeDoor,
                options.OperatorRole is null ? null : new OperatorIdentity(options.OperatorRole))
            {
                Faults = faults,
            };
            control.World = world;
            await world.BeginAsync(cancel);
            return world;
        }
        catch
        {
            await (kubeDoor?.DisposeAsync() ?? ValueTask.CompletedTask);
            await (awsDoor?.DisposeAsync() ?? ValueTask.CompletedTask);
            await (kube?.DisposeAsync() ?? ValueTask.CompletedTask);
            aws.Dispose();
            clock.Dispose();
            throw;
        }
    }

    /// <summary>A client of the cluster's administrator; dispose it.</summary>
    public KubeClient NewKubeClient(string userAgent) =>
        new(Connection, null, Clock, new KubeClientSettings { UserAgent = userAgent });

    /// <summary>Forgets all state of both servers and starts the operator anew; time goes on.</summary>
    public async Task ResetAsync(CancellationToken cancel)
    {
        await StopOperatorAsync(cancel);
        Faults.HealAll();
        Aws.Reset();
        Kube.Reset();
        Journal.Clear();
        await BeginAsync(cancel);
    }

    public async Task StopOperatorAsync(CancellationToken cancel)
    {
        if (Interlocked.Exchange(ref host, null) is { } running)
        {
            await running.StopAsync(cancel);
            await running.DisposeAsync();
        }
    }

    /// <summary>The running operator's metrics page; empty without one.</summary>
    public string Metrics() => host?.Metrics() ?? "";

    public async Task StartOperatorAsync(CancellationToken cancel)
    {
        var environment = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["AWS_ENDPOINT_URL"] = AwsEndpoint,
            ["AWS_REGION"] = "us-east-1",
        };
        if (identity is not null)
        {
            await identity.BeginAsync(NewKubeClient("eso-projection/1"), Clock, environment, cancel);
        }
        else
        {
            environment["AWS_ACCESS_KEY_ID"] = "test";
            environment["AWS_SECRET_ACCESS_KEY"] = "test";
        }

        var made = OperatorHost.Create(
            new OperatorOptions
            {
                Kube = Connection,
                UnsafeAllowGenericTargets = options.GenericTargets,
                EnableLeaderElection = options.LeaderElection,
            },
            new OperatorServices
            {
                Clock = sleepers,
                Random = new Random(options.Seed),
                Environment = environment,
                Logs = options.Log is null ? NullLoggerFactory.Instance : new LineLogs(options.Log),
            });
        host = made;
        await made.StartAsync(cancel);
    }

    public async ValueTask DisposeAsync()
    {
        probe.Dispose();
        await StopOperatorAsync(CancellationToken.None);
        await (identity?.DisposeAsync() ?? ValueTask.CompletedTask);
        await Task.WhenAll(kubeDoor.DisposeAsync().AsTask(), awsDoor.DisposeAsync().AsTask());
        await Kube.DisposeAsync();
        Aws.Dispose();
        Clock.Dispose();
    }

    private async Task BeginAsync(CancellationToken cancel)
    {
        Connection = KubeConfigFile.Parse(Kubeconfig);
        if (options.Operator)
        {
            await StartOperatorAsync(cancel);
        }
    }

    /// <summary>The address listened on, when it is one that clients can name.</summary>
    private static string[] Names(string host) => host is "0.0.0.0" or "::" or "*" ? [] : [host];

    /// <summary>What the servers' leases cannot tell: events on their way to the operator, and the operator's own work.</summary>
    private string? WhatIsBusy()
    {
        if (!Kube.WatchersCaughtUp)
        {
            return "kube: watchers have events to be written";
        }

        if (host is not { } running)
        {
            return null;
        }

        var handled = running.WatchBytesHandled;
        var open = Kube.StreamBytes;
        foreach (var (watch, written) in open)
        {
            if (handled.TryGetValue(watch, out var read) && read < written)
            {
                return "operator: a watch has bytes to be handled";
            }
        }

        // A watch that the server has ended and the operator still reads: its end is on the way.
        if (handled.Keys.Any(w => !open.ContainsKey(w)))
        {
            return "operator: the end of a watch is on its way";
        }

        var busy = running.Busy();
        if (busy.FirstOrDefault(b => !b.StartsWith(Quiet.Soft, StringComparison.Ordinal)) is { } hard)
        {
            return hard;
        }

        // A reconcile under way is busy, unless somebody in the operator sleeps on the clock: it may be that one.
        return busy.Count == 0 ? null : sleepers.Sleeping == 0 ? busy[0][Quiet.Soft.Length..] : busy[0];
    }
}
