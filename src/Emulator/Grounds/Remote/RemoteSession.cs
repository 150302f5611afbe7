using System.Text.Json.Nodes;
using Eso.Aws;
using Eso.Aws.Credentials;
using Eso.Emulator.Clock;
using Eso.Emulator.Faults;
using Eso.Kubernetes.Client;
using Eso.Kubernetes.Configuration;
using Eso.Kubernetes.Transport;
using Eso.Operator.Api;

namespace Eso.Emulator.Grounds.Remote;

/// <summary>Worlds on one cluster and one AWS that are there already: each keeps to its own names and removes them at its end.</summary>
internal sealed class RemoteSession : IGroundSession
{
    private const string MarkAlphabet = "abcdefghijkmnpqrstuvwxyz23456789";
    private const int MarkLength = 5;

    private static readonly IReadOnlySet<Need> InProcess =
        new HashSet<Need> { Need.Journal, Need.Faults, Need.Operator, Need.Pods, Need.Metrics, Need.Controllers };

    private static readonly IReadOnlySet<Need> InCluster = new HashSet<Need> { Need.Operator, Need.Pods, Need.Controllers };

    private readonly RemoteServers servers;
    private readonly GroundSettings settings;
    private readonly TimeProvider machine;
    private readonly Entropy marks;

    public RemoteSession(RemoteServers servers, GroundSettings settings, TimeProvider machine)
    {
        this.servers = servers;
        this.settings = settings;
        this.machine = machine;
        marks = new Entropy(HashCode.Combine(Environment.ProcessId, machine.GetUtcNow().Ticks));
    }

    public IReadOnlySet<Need> Offers => settings.InCluster ? InCluster : InProcess;

    // Cluster-wide objects are seen by every operator: one at a time.
    public int WorldsMax => 1;

    public async Task<IGround> OpenAsync(GroundStart start, CancellationToken cancel)
    {
        var options = start.Shape(new WorldOptions { Seed = start.Seed });
        var parts = Parts(options);
        var ground = new RemoteGround(parts);
        try
        {
            await RunRecord.WriteAsync(parts, cancel);
            await ground.BeginAsync(cancel);
            return ground;
        }
        catch
        {
            await ground.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var owned in servers.Owned)
        {
            await owned.DisposeAsync();
        }
    }

    private RemoteParts Parts(WorldOptions options)
    {
        var journal = new Journal.Journal();
        var entropy = new Entropy(options.Seed);
        var faults = new FaultBoard(machine, entropy, journal);
        var isolation = new Isolation(marks.Text(MarkAlphabet, MarkLength), aws: true);
        var kubeWay = new HttpMessageInvoker(KubeTransport.MakeHandler(servers.Cluster));
        var awsWay = new HttpMessageInvoker(new SocketsHttpHandler { AllowAutoRedirect = false });
        var kube = new Forwarding("kube", kubeWay, journal, machine, machine, isolation.Plain);
        var aws = new Forwarding("aws", awsWay, journal, machine, machine, isolation.Plain);
        var client = new KubeClient(servers.Cluster, null, machine, new KubeClientSettings { UserAgent = "eso-scenario/1" });
        var raw = new KubernetesAccess(client);
        var access = servers.Aws(awsWay, machine, entropy.Uuid);
        var activity = new Activity();
        var home = isolation.Namespace(OperatorRbac.Namespace);
        return new RemoteParts
        {
            Name = servers.Name,
            Offers = Offers,
            Options = options,
            Settings = settings,
            Machine = machine,
            Isolation = isolation,
            Kubernetes = new IsolatedKubernetes(raw, isolation),
            RawKubernetes = raw,
            Aws = new IsolatedAws(access, isolation),
            RawAws = access,
            Journal = journal,
            Faults = faults,
            Ways = [kube, aws],
            Activity = activity,
            Operator = settings.InCluster ? null : RemoteFleet.Make(
                new RemoteFleetParts
                {
                    Options = options,
                    Clock = machine,
                    Machine = machine,
                    Activity = activity,
                    Faults = faults,
                    Connection = servers.Cluster with { Namespace = home },
                    Kube = kube,
                    Aws = faults.Guard("aws", aws.HandleAsync),
                    Environment = _ => Task.FromResult(servers.Environment),
                },
                client, raw),
            OperatorNamespace = home,
            OperatorHome = [Home(home)],
            RestartInCluster = settings.InCluster ? c => new InClusterOperator(raw, settings, machine).RestartAsync(c) : null,
            CommandEnvironment = servers.Environment,
            Calm = settings.InCluster ? TimeSpan.FromMilliseconds(700) : TimeSpan.FromMilliseconds(150),
            Owned = [new Owned(client), new Owned(kubeWay), new Owned(awsWay)],
        };
    }

    private static JsonObject Home(string ns) => new()
    {
        ["apiVersion"] = "v1",
        ["kind"] = "Namespace",
        ["metadata"] = new JsonObject { ["name"] = ns },
    };
}

/// <summary>A cluster and an AWS, and who we are to both.</summary>
internal sealed record RemoteServers
{
    public required string Name { get; init; }

    public required KubeConnection Cluster { get; init; }

    /// <summary>What the operator and commands see of the process's environment.</summary>
    public required IReadOnlyDictionary<string, string> Environment { get; init; }

    /// <summary>What ends with the session.</summary>
    public IReadOnlyList<IAsyncDisposable> Owned { get; init; } = [];

    public string Region => Find("AWS_REGION") ?? Find("AWS_DEFAULT_REGION") ?? "us-east-1";

    /// <summary>AWS calls by name as whoever the environment says we are.</summary>
    public IAwsAccess Aws(HttpMessageInvoker http, TimeProvider clock, Func<string> newToken)
    {
        var aws = new AwsSettings { Environment = Environment };
        var transport = new AwsTransport(clock, new Random(1), aws);
        return new AwsAccess((service, region) => Endpoint(service, region, aws), http, clock, newToken, new DefaultChain(transport, Region), Region);
    }

    private string? Find(string name) => Environment.TryGetValue(name, out var value) && value.Length > 0 ? value : null;

    private Uri Endpoint(string service, string region, AwsSettings aws) => service switch
    {
        "secretsmanager" => AwsService.SecretsManager.Endpoint(region, aws),
        "ssm" => AwsService.ParameterStore.Endpoint(region, aws),
        "sts" => AwsService.Sts.Endpoint(region, aws),
        "iam" => new Uri(Find("AWS_ENDPOINT_URL_IAM") ?? Find("AWS_ENDPOINT_URL") ?? "https://iam.amazonaws.com/"),
        _ => new Uri(Find($"AWS_ENDPOINT_URL_{service.ToUpperInvariant()}") ?? Find("AWS_ENDPOINT_URL")
            ?? AwsService.SecretsManager.Endpoint(region, aws).AbsoluteUri.Replace("secretsmanager", service, StringComparison.Ordinal)),
    };
}
