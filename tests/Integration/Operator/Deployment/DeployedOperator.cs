using Eso.Emulator.Clock;
using Eso.Emulator.Grounds;
using Eso.Kubernetes.Client;
using Eso.Operator;
using Eso.Operator.Admission;
using Eso.Operator.Hosting;
using Eso.Operator.Hosting.CertController;
using Eso.Operator.Hosting.Certificates;
using Eso.Operator.Telemetry;

namespace Eso.Integration.Operator.Deployment;

/// <summary>
/// deploy/kustomize/base on an embedded cluster: its objects applied, its three processes run here under the tokens of
/// their ServiceAccounts, the webhook called by the API server through its Service.
/// </summary>
internal sealed class DeployedOperator : IAsyncDisposable
{
    public const string Namespace = DeployedCluster.Namespace;
    private readonly List<IAsyncDisposable> parts = [];
    private readonly DeployedCluster cluster;

    private DeployedOperator(DeployedCluster cluster) => this.cluster = cluster;

    public EmbeddedWorld World => cluster.World;

    public KubeClient Admin => cluster.Admin;

    public KubernetesAccess Access => cluster.Access;

    public CertControllerHost Certificates { get; private set; } = null!;

    public WebhookHost Webhook { get; private set; } = null!;

    public OperatorHost Controllers { get; private set; } = null!;

    public static async Task<DeployedOperator> StartAsync()
    {
        var deployed = new DeployedOperator(await DeployedCluster.StartAsync(ClockMode.Manual));
        await deployed.StartCertControllerAsync();
        await deployed.StartWebhookAsync();
        await deployed.StartControllersAsync();
        await deployed.World.Clock.SettleAsync(default);
        return deployed;
    }

    public async ValueTask DisposeAsync()
    {
        parts.Reverse();
        foreach (var part in parts)
        {
            await part.DisposeAsync();
        }

        await cluster.DisposeAsync();
    }

    private async Task StartCertControllerAsync()
    {
        var context = ClusterAccess.Open(
            new ClusterOptions { Kube = await cluster.ConnectAsync("external-secrets-cert-controller") }, Services(5), Metrics(), "certs");
        Certificates = new CertControllerHost(
            new CertControllerOptions
            {
                ServiceNamespace = Namespace,
                SecretNamespace = Namespace,
                EnableLeaderElection = true,
            },
            context);
        parts.Add(Certificates);
        Probe(() => context.Client.Watches.Bytes, () => Certificates.Busy());
        await Certificates.StartAsync(default);
        await World.Clock.SettleAsync(default);
    }

    private async Task StartWebhookAsync()
    {
        await cluster.MountAsync();
        var options = new WebhookOptions
        {
            Port = 0,
            LoopbackOnly = true,
            DnsName = "external-secrets-webhook.external-secrets.svc",
        };
        Webhook = await WebhookHost.StartAsync(
            options, new MountedCertificate(cluster.Mounted, World.Clock), Services(6), Metrics(), default);
        parts.Add(Webhook);
        await cluster.LeadAsync(new Uri(Webhook.Url).Port);
    }

    private async Task StartControllersAsync()
    {
        Controllers = OperatorHost.Create(
            new OperatorOptions { Kube = await cluster.ConnectAsync("external-secrets"), EnableLeaderElection = true }, Services(7));
        parts.Add(Controllers);
        Probe(() => Controllers.WatchBytesHandled, Controllers.Busy);
        await Controllers.StartAsync(default);
    }

    /// <summary>Lets the world's clock wait for a process.</summary>
    private void Probe(Func<IReadOnlyDictionary<string, long>> handled, Func<IReadOnlyList<string>> busy)
    {
        World.Clock.Activity.AddProbe(() =>
        {
            var open = World.Kube.StreamBytes;
            return handled().Any(w => open.TryGetValue(w.Key, out var written) && w.Value < written)
                ? "a watch has bytes to be handled"
                // Nothing in them sleeps on the clock, so nothing that they do counts as sleep.
                : (busy() is [var first, ..] ? first.TrimStart('~') : null);
        });
    }

    private OperatorServices Services(int seed) => new()
    {
        Clock = World.Clock,
        Random = new Random(seed),
        Environment = new Dictionary<string, string>(),
    };

    private OperatorMetrics Metrics()
    {
        var made = new OperatorMetrics();
        parts.Add(new Closing(made));
        return made;
    }

    private sealed class Closing(IDisposable what) : IAsyncDisposable
    {
        public ValueTask DisposeAsync()
        {
            what.Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
