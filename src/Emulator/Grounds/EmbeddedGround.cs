using System.Text.Json.Nodes;
using Eso.Emulator.Aws;
using Eso.Emulator.Aws.Iam.Authorization;
using Eso.Emulator.Aws.SecretsManager.Rotations;
using Eso.Kubernetes.Client;

namespace Eso.Emulator.Grounds;

/// <summary>The embedded world as a ground for scenarios: a fresh one each time, on a manual clock.</summary>
internal sealed class EmbeddedGround : IGround
{
    public static readonly IReadOnlySet<Need> Offered =
        new HashSet<Need>
        {
            Need.Clock, Need.Journal, Need.Operator, Need.Pods, Need.Faults, Need.Iam, Need.Metrics, Need.Usage, Need.Controllers,
            Need.Webhooks, Need.OwnAws,
        };

    private readonly EmbeddedWorld world;
    private readonly KubeClient client;
    private readonly HttpMessageInvoker http;

    private EmbeddedGround(EmbeddedWorld world)
    {
        this.world = world;
        client = new KubeClient(world.Connection, world.KubeInMemory(), world.Clock, new KubeClientSettings { UserAgent = "eso-scenario/1" });

        // Apart from the world's ids: request tokens become version ids, which people read.
        var tokens = new Clock.Entropy(world.Seed ^ 0x70ce);
        http = new HttpMessageInvoker(world.AwsInMemory());
        Kubernetes = new KubernetesAccess(client);
        Aws = AwsAccess.ToEmulator(new Uri(world.AwsEndpoint), http, world.Clock, tokens.Uuid);
    }

    public string Name => "embedded";

    public IReadOnlySet<Need> Offers => Offered;

    public int Seed => world.Seed;

    public TimeProvider Clock => world.Clock;

    public IKubernetesAccess Kubernetes { get; }

    public IAwsAccess Aws { get; }

    public Journal.Journal Journal => world.Journal;

    public Faults.FaultBoard Faults => world.Faults;

    /// <summary>The world under the ground.</summary>
    public EmbeddedWorld World => world;

    public string? Issuer => world.KubeEndpoint;

    public string? CommandKubeconfig => world.Kubeconfig;

    public IReadOnlyDictionary<string, string> CommandEnvironment => TestKeys.Environment(world.AwsEndpoint);

    public static async Task<EmbeddedGround> OpenAsync(WorldOptions options, TimeProvider machine, CancellationToken cancel) =>
        new(await EmbeddedWorld.StartAsync(options, machine, cancel));

    public Task SettleAsync(CancellationToken cancel) => world.Clock.SettleAsync(cancel);

    public Task AdvanceAsync(TimeSpan by, CancellationToken cancel) => world.Clock.AdvanceAsync(by, cancel);

    public async Task<T?> UntilAsync<T>(Func<Task<T?>> whyNot, TimeSpan? within, CancellationToken cancel)
        where T : class
    {
        var limit = world.Clock.GetUtcNow() + (within ?? TimeSpan.Zero);
        while (true)
        {
            await world.Clock.SettleAsync(cancel);
            var reason = await whyNot();
            if (reason is null || !await world.Clock.AdvanceToNextAsync(limit, cancel))
            {
                return reason;
            }
        }
    }

    public Task<string> MetricsAsync(CancellationToken cancel) => Task.FromResult(world.Operators.Metrics());

    public IReadOnlyList<string>? OperatorLogs => world.Operators.Logs?.Lines;

    public Task RestartOperatorAsync(CancellationToken cancel) => world.Operators.RestartAllAsync(cancel);

    public async Task StopOperatorAsync(bool kill, CancellationToken cancel)
    {
        if (kill)
        {
            world.Operators.Crash(restart: false);
        }
        else
        {
            await world.StopOperatorAsync(cancel);
        }
    }

    public Task StartOperatorAsync(bool? leaderElection, CancellationToken cancel) => world.Operators.StartAsync(cancel, leaderElection);

    public Task PauseOperatorAsync(bool pause, CancellationToken cancel)
    {
        if (pause)
        {
            world.Operators.Pause();
        }
        else
        {
            world.Operators.Resume();
        }

        return Task.CompletedTask;
    }

    public void RegisterRotation(string name, Func<RotationFunctions, IRotationFunction> make) =>
        world.Aws.RotationFunctions.Register(name, make(world.Aws.RotationFunctions));

    public Task<JsonObject> UsageAsync(CancellationToken cancel) => Task.FromResult(world.Aws.Usage.Report());

    public Task<JsonObject> ExplainAccessAsync(
        string principal, string action, string resource, IReadOnlyDictionary<string, string> conditions, CancellationToken cancel) =>
        Task.FromResult(Explained(world.Aws, new AccessQuestion(principal, action, resource, conditions, world.Clock.GetUtcNow())));

    /// <summary>What IAM of an embedded AWS decides, and why.</summary>
    public static JsonObject Explained(AwsServer aws, AccessQuestion question)
    {
        lock (aws.World.Gate)
        {
            return Explanation.Explain(aws.World, question);
        }
    }

    public async ValueTask DisposeAsync()
    {
        client.Dispose();
        http.Dispose();
        await world.DisposeAsync();
    }
}
