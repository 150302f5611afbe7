using System.Text.Json.Nodes;
using Eso.Emulator.Grounds;
using Eso.Emulator.Kubernetes;
using Eso.Kubernetes;
using Eso.Kubernetes.Client;
using Eso.Kubernetes.Configuration;
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
    public const string Namespace = "external-secrets";
    private readonly List<IAsyncDisposable> parts = [];
    private readonly DirectoryInfo mounted = Directory.CreateTempSubdirectory("eso-webhook-");

    private readonly ServiceWay service;

    private DeployedOperator(EmbeddedWorld world, KubeClient admin, ServiceWay service)
    {
        this.service = service;
        World = world;
        Admin = admin;
        Access = new KubernetesAccess(admin);
    }

    public EmbeddedWorld World { get; }

    public KubeClient Admin { get; }

    public KubernetesAccess Access { get; }

    public CertControllerHost Certificates { get; private set; } = null!;

    public WebhookHost Webhook { get; private set; } = null!;

    public OperatorHost Controllers { get; private set; } = null!;

    public static async Task<DeployedOperator> StartAsync()
    {
        var service = new ServiceWay();
        var world = await EmbeddedWorld.StartAsync(
            new WorldOptions
            {
                Now = WorldOptions.Epoch,
                Operator = false,
                Seed = 11,
                Kube = new KubeServerOptions { WebhookHttp = service },
            },
            Harness.World.Machine,
            default);
        var deployed = new DeployedOperator(world, world.NewKubeClient("deployer/1"), service);
        await deployed.ApplyAsync();
        await deployed.StartCertControllerAsync();
        await deployed.StartWebhookAsync();
        await deployed.StartControllersAsync();
        await world.Clock.SettleAsync(default);
        return deployed;
    }

    public async ValueTask DisposeAsync()
    {
        parts.Reverse();
        foreach (var part in parts)
        {
            await part.DisposeAsync();
        }

        Admin.Dispose();
        await World.DisposeAsync();
        mounted.Delete(recursive: true);
    }

    /// <summary>What a client of some ServiceAccount is given.</summary>
    public async Task<KubeConnection> ConnectAsync(string account) => World.Connection with
    {
        ClientCertificate = null,
        Token = await Admin.CreateTokenAsync(Namespace, account, [], TimeSpan.FromDays(1), default),
        Namespace = Namespace,
    };

    private async Task ApplyAsync()
    {
        foreach (var o in Kustomization.Build(Path.Combine(Kustomization.Deploy, "kustomize", "base")))
        {
            if (o.Kind() != "CustomResourceDefinition")
            {
                // The embedded node cannot run our image: the processes run here, and the Service leads to them.
                (o.Kind() == "Service" ? o.Object("spec") : null)?.Remove("selector");
                if (o.Kind() == "Deployment")
                {
                    o.Ensure("spec")["replicas"] = 0;
                }

                await Access.ApplyAsync(o, default);
            }
            else if (o.Object("spec").Object("conversion") is { } conversion)
            {
                // The world has the definitions already; what the base adds to them is this.
                var patch = new JsonObject { ["spec"] = new JsonObject { ["conversion"] = conversion.DeepClone() } };
                await Admin.PatchAsync(
                    CoreTypes.CustomResourceDefinition, null, o.Name(), PatchKind.Merge, patch, default);
            }
        }
    }

    private async Task StartCertControllerAsync()
    {
        var context = ClusterAccess.Open(
            new ClusterOptions { Kube = await ConnectAsync("external-secrets-cert-controller") }, Services(5), Metrics(), "certs");
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
        // kubelet's part: the Secret as files.
        var secret = await Admin.GetAsync(CoreTypes.Secret, Namespace, "external-secrets-webhook", default);
        foreach (var (name, value) in secret.Object("data") ?? [])
        {
            await File.WriteAllBytesAsync(Path.Combine(mounted.FullName, name), Convert.FromBase64String((string)value!));
        }

        var options = new WebhookOptions
        {
            Port = 0,
            LoopbackOnly = true,
            DnsName = "external-secrets-webhook.external-secrets.svc",
        };
        Webhook = await WebhookHost.StartAsync(
            options, new MountedCertificate(mounted.FullName, World.Clock), Services(6), Metrics(), default);
        parts.Add(Webhook);
        // kube-proxy's part: the Service leads to this process. Trusted is what the cert controller has injected.
        var told = await Admin.GetAsync(
            CoreTypes.ValidatingWebhookConfiguration, null, "externalsecret-validate", default);
        service.Lead(new Uri(Webhook.Url).Port, told.Objects("webhooks")[0].Object("clientConfig").Text("caBundle"));
        foreach (var manifest in Eso.Emulator.Scenarios.Manifests.Parse($$"""
            apiVersion: discovery.k8s.io/v1
            kind: EndpointSlice
            metadata:
              name: external-secrets-webhook-test
              namespace: {{Namespace}}
              labels: { kubernetes.io/service-name: external-secrets-webhook }
            addressType: IPv4
            endpoints: [ { addresses: [ 10.244.0.200 ], conditions: { ready: true } } ]
            """, "endpoints"))
        {
            await Access.ApplyAsync(manifest, default);
        }
    }

    private async Task StartControllersAsync()
    {
        Controllers = OperatorHost.Create(
            new OperatorOptions { Kube = await ConnectAsync("external-secrets"), EnableLeaderElection = true }, Services(7));
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
