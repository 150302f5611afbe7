using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using Eso.Emulator.Aws;
using Eso.Emulator.Clock;
using Eso.Emulator.Control;
using Eso.Emulator.Doors;
using Eso.Emulator.Faults;
using Eso.Emulator.Kubernetes;
using Eso.Emulator.Kubernetes.Access;
using Eso.Kubernetes;
using Eso.Kubernetes.Client;
using Eso.Kubernetes.Configuration;
using Eso.Operator;
using Eso.Operator.Api;
using Microsoft.AspNetCore.Http;

namespace Eso.Emulator.Grounds;

/// <summary>
/// The whole offline world in this process: an embedded AWS, an embedded Kubernetes API server with the CRDs installed,
/// the operator between them over real sockets, one clock, one seed, one journal.
/// </summary>
internal sealed class EmbeddedWorld : IAsyncDisposable
{
    private readonly WorldOptions options;
    private readonly OperatorIdentity? identity;
    private readonly IDoor awsDoor;
    private readonly IDoor kubeDoor;
    private readonly IDisposable probe;
    private readonly RequestDelegate awsPipeline;
    private readonly RequestDelegate kubePipeline;
    private readonly AwsReplicas replicas;
    private string operatorToken = "";

    private EmbeddedWorld(
        WorldOptions options, WorldClock clock, Entropy entropy, Journal.Journal journal, AwsServer aws, KubeServer kube,
        IDoor awsDoor, IDoor kubeDoor, OperatorIdentity? identity, TimeProvider machine, FaultBoard faults)
    {
        this.options = options;
        this.awsDoor = awsDoor;
        this.kubeDoor = kubeDoor;
        this.identity = identity;
        Faults = faults;
        awsPipeline = clock.Activity.Flow.Around(faults.Guard("aws", aws.Pipeline));
        kubePipeline = clock.Activity.Flow.Around(faults.Guard("kube", kube.Pipeline));
        Clock = clock;
        Entropy = entropy;
        Journal = journal;
        Aws = aws;
        replicas = new AwsReplicas(aws, clock, journal, options.Seed);
        Kube = kube;
        Operators = new OperatorFleet(Fleet(machine));
        probe = clock.Activity.AddProbe(WhatIsBusy);
    }

    public WorldClock Clock { get; }

    public Entropy Entropy { get; }

    public Journal.Journal Journal { get; }

    public FaultBoard Faults { get; }

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
        Flow.LeaveContext();
        var activity = new Activity { IsClosed = options.InMemory };
        var clock = new WorldClock(options.ClockMode, options.Now, activity, machine) { QuietDeadline = options.QuietWithin };
        var entropy = new Entropy(options.Seed);
        var journal = new Journal.Journal();

        // The schemas are read and prepared on another core while AWS's door opens.
        var crds = Task.Run(static () => MemoryCrds.All, cancel);
        var issuer = new ClusterIssuerHandler();
        var token = OperatorAccount.NewToken();
        var aws = new AwsServer(new AwsServerOptions
        {
            Signatures = options.Signatures,
            Iam = options.Iam,
            WebIdentityHttp = issuer,
            StateDirectory = options.StateDirectory,
            Quotas = options.Quotas,
            OnFault = fault => options.Log?.Invoke($"aws: {fault}"),
        }, clock, new Entropy(options.Seed ^ 0xa35), journal, activity);
        var faults = new FaultBoard(clock, entropy, journal);
        var control = new ControlPipeline(activity.Flow.Around(faults.Guard("aws", aws.Pipeline)));
        IDoor? kubeDoor = null;
        IDoor? awsDoor = null;
        KubeServer? kube = null;
        try
        {
            awsDoor = await OpenAsync(options, control.HandleAsync, options.AwsPort, null, null);
            kube = new KubeServer(options.Kube with
            {
                // A real cluster takes a moment to bind a Pod; on a manual clock that moment would never pass by itself.
                Crds = await crds,
                Objects = options.Operator ? OperatorAccount.Objects(options.GenericTargets) : [],
                StaticTokens = new Dictionary<string, StaticToken>(options.Kube.StaticTokens) { [token] = OperatorAccount.Account },
                BeforeWebhook = async (ns, name, stop) =>
                {
                    // Whatever a fault lets it wait for is the world's own clock.
                    using var resting = activity.Rest();
                    await faults.WebhookAsync(ns, name, stop);
                },
                StateDirectory = options.StateDirectory,
                HistoryNeeded = faults.OldestRevision,
                Authority = MemoryAuthority.For(options),
                PodScheduleDelay = options.ClockMode == ClockMode.Real ? TimeSpan.FromMilliseconds(300) : TimeSpan.Zero,
            }, clock, entropy, journal, activity);
            await activity.Flow.RunAsync(() => kube.StartAsync(cancel));
            var certificate = options.KubeTls
                ? MemoryAuthority.Certificate(options)
                    ?? kube.Certificates.Server([.. Names(options.Host), .. options.Kube.ServerNames])
                : null;
            kubeDoor = await OpenAsync(
                options, activity.Flow.Around(faults.Guard("kube", kube.Pipeline)), options.KubePort, certificate,
                kube.Certificates.ClientAuthorities);
            kube.Url = kubeDoor.Url;
            issuer.Use(kube, new Uri(kubeDoor.Url));
            var world = new EmbeddedWorld(options, clock, entropy, journal, aws, kube, awsDoor, kubeDoor,
                options.OperatorRole is null ? null : new OperatorIdentity(options.OperatorRole), machine, faults);
            faults.Hooks = new FaultHooks
            {
                Revision = () => kube.Core.Store.Revision,
                AwsReplica = world.replicas.Make,
                Operator = world.Operators,
            };
            world.operatorToken = token;
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

    /// <summary>Puts other state in place of all there is, with the operator stopped meanwhile; time goes on.</summary>
    /// <param name="aws">A snapshot of AWS.</param>
    /// <param name="kubernetes">The cluster's objects; null leaves the cluster as it is.</param>
    /// <exception cref="FormatException">One of them is no such thing.</exception>
    public async Task RestoreAsync(JsonObject aws, JsonArray? kubernetes, CancellationToken cancel)
    {
        await StopOperatorAsync(cancel);
        var before = Aws.Snapshot();
        try
        {
            Aws.Restore(aws);
            if (kubernetes is not null)
            {
                await Kube.RestoreAsync(kubernetes);
            }
        }
        catch (FormatException)
        {
            Aws.Restore(before);
            throw;
        }
        finally
        {
            await BeginAsync(cancel);
        }
    }

    /// <summary>The operators that run in this world.</summary>
    public OperatorFleet Operators { get; }

    /// <summary>The way to AWS without sockets.</summary>
    public HttpMessageHandler AwsInMemory() => new InMemoryDoor(awsPipeline);

    /// <summary>The way to the API server without sockets, as its administrator.</summary>
    public HttpMessageHandler KubeInMemory() => new InMemoryDoor(kubePipeline)
    {
        Prepare = static http => http.Items[Authentication.UserItem] = KubeUser.Administrator,
    };

    /// <summary>The connection of an operator: its own ServiceAccount, with the rights of the manifests.</summary>
    public KubeConnection OperatorConnection => OperatorAccount.Connection(Connection, operatorToken);

    /// <summary>As <see cref="KubeInMemory"/>, for an operator.</summary>
    public HttpMessageHandler OperatorInMemory() => new InMemoryDoor(kubePipeline)
    {
        Prepare = static http => http.Items[Authentication.UserItem] = OperatorAccount.Account.ToUser(),
    };

    public Task StopOperatorAsync(CancellationToken cancel) => Operators.StopAsync(cancel);

    public Task StartOperatorAsync(CancellationToken cancel) => Operators.StartAsync(cancel);

    public async ValueTask DisposeAsync()
    {
        probe.Dispose();
        await Operators.DisposeAsync();
        await (identity?.DisposeAsync() ?? ValueTask.CompletedTask);
        await Task.WhenAll(kubeDoor.DisposeAsync().AsTask(), awsDoor.DisposeAsync().AsTask());
        await Kube.DisposeAsync();
        Aws.Dispose();
        replicas.Dispose();
        Clock.Dispose();
    }

    /// <summary>The operator of a world in memory needs no socket: there the door sleeps until somebody else does.</summary>
    private static async Task<IDoor> OpenAsync(
        WorldOptions options, RequestDelegate pipeline, int port, X509Certificate2? certificate,
        X509Certificate2Collection? clientAuthorities)
    {
        if (options is { InMemory: true, Host: "127.0.0.1" } && port == 0)
        {
            return SleepingDoor.Open(certificate is not null, sockets =>
                KestrelDoor.StartAsync(pipeline, options.Host, port, certificate, clientAuthorities, sockets));
        }

        return await KestrelDoor.StartAsync(pipeline, options.Host, port, certificate, clientAuthorities);
    }

    private async Task BeginAsync(CancellationToken cancel)
    {
        Connection = MemoryAuthority.Connection(options, KubeEndpoint) ?? KubeConfigFile.Parse(Kubeconfig);
        if (options.Operator)
        {
            await StartOperatorAsync(cancel);
        }
    }

    /// <summary>The address listened on, when it is one that clients can name.</summary>
    private static string[] Names(string host) => host is "0.0.0.0" or "::" or "*" ? [] : [host];

    private FleetParts Fleet(TimeProvider machine) => new()
    {
        Options = options,
        Clock = Clock,
        Machine = machine,
        Activity = Clock.Activity,
        Faults = Faults,
        Connection = () => OperatorConnection,
        Kube = () => options.InMemory ? OperatorInMemory() : KubeClient.Sockets(OperatorConnection),
        Aws = () => options.InMemory
            ? AwsInMemory()
            : new SocketsHttpHandler { UseProxy = false, PooledConnectionLifetime = TimeSpan.FromMinutes(5) },
        Environment = OperatorEnvironmentAsync,
        TakeLease = TakeLeaseAsync,
        StreamBytes = () => Kube.StreamBytes,
    };

    private Task<IReadOnlyDictionary<string, string>> OperatorEnvironmentAsync(CancellationToken cancel) =>
        OperatorIdentity.EnvironmentAsync(identity, AwsEndpoint, () => NewKubeClient(OperatorIdentity.Agent), Clock, cancel);

    private async Task TakeLeaseAsync()
    {
        using var client = NewKubeClient(OperatorIdentity.Agent);
        await client.PatchAsync(
            CoreTypes.Lease, OperatorRbac.Namespace, new OperatorOptions().LeaderElectionId, PatchKind.Merge,
            OperatorFleet.LeaseOfAnother(Clock), CancellationToken.None);
    }

    /// <summary>What the servers' leases cannot tell: events on their way to the operators, and the operators' own work.</summary>
    private string? WhatIsBusy() => Kube.WatchersCaughtUp
        ? Operators.WhatIsBusy()
        : "kube: watchers have events to be written";
}
