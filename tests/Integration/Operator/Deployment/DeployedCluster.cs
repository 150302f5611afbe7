using System.Text.Json.Nodes;
using Eso.Emulator.Clock;
using Eso.Emulator.Grounds;
using Eso.Emulator.Kubernetes;
using Eso.Kubernetes;
using Eso.Kubernetes.Client;
using Eso.Kubernetes.Configuration;

namespace Eso.Integration.Operator.Deployment;

/// <summary>deploy/kustomize on an embedded cluster, without its processes: what kubelet and kube-proxy do is done here.</summary>
internal sealed class DeployedCluster : IAsyncDisposable
{
    public const string Namespace = "external-secrets";
    private static readonly ResourceType Pods = new("", "v1", "pods", "Pod", true);
    private readonly PodNetwork network;
    private readonly DirectoryInfo mounted = Directory.CreateTempSubdirectory("eso-webhook-");

    private DeployedCluster(EmbeddedWorld world, KubeClient admin, PodNetwork network)
    {
        this.network = network;
        World = world;
        Admin = admin;
        Access = new KubernetesAccess(admin);
    }

    public EmbeddedWorld World { get; }

    public KubeClient Admin { get; }

    public KubernetesAccess Access { get; }

    /// <summary>Where the webhook's Secret is mounted.</summary>
    public string Mounted => mounted.FullName;

    /// <param name="clock">The machine's or one of its own.</param>
    /// <param name="overlay">Folder below deploy/kustomize.</param>
    public static async Task<DeployedCluster> StartAsync(ClockMode clock, string overlay = "base")
    {
        var network = new PodNetwork();
        var world = await EmbeddedWorld.StartAsync(
            new WorldOptions
            {
                ClockMode = clock,
                Now = clock == ClockMode.Manual ? WorldOptions.Epoch : null,
                Operator = false,
                Seed = 11,
                Kube = new KubeServerOptions { PodNetwork = network.Find },
            },
            Harness.World.Machine,
            default);
        var deployed = new DeployedCluster(world, world.NewKubeClient("deployer/1"), network);
        await deployed.ApplyManifestsAsync(overlay);
        return deployed;
    }

    public async ValueTask DisposeAsync()
    {
        Admin.Dispose();
        await World.DisposeAsync();
        mounted.Delete(recursive: true);
    }

    /// <summary>What a client of some ServiceAccount is given.</summary>
    public async Task<KubeConnection> ConnectAsync(string account) => World.Connection with
    {
        ClientCertificate = null,
        Token = await TokenAsync(account),
        Namespace = Namespace,
    };

    public Task<string> TokenAsync(string account) =>
        Admin.CreateTokenAsync(Namespace, account, [], TimeSpan.FromDays(1), default);

    /// <summary>kubelet's part: the webhook's Secret as files. False while it has no certificate.</summary>
    public async Task<bool> MountAsync()
    {
        var secret = await Admin.GetAsync(CoreTypes.Secret, Namespace, "external-secrets-webhook", default);
        foreach (var (name, value) in secret.Object("data") ?? [])
        {
            await File.WriteAllBytesAsync(Path.Combine(Mounted, name), Convert.FromBase64String((string)value!));
        }

        return secret.Object("data").Text("tls.crt").Length > 0;
    }

    /// <summary>
    /// The webhook's Pod, which runs here instead of on the embedded node: as its kubelet would tell of it. From there on
    /// the cluster finds its way by itself: selector, endpoints, port, TLS for the Service's name.
    /// </summary>
    public async Task LeadAsync(int port)
    {
        const string name = "external-secrets-webhook-here";
        var address = network.Add(port);
        var webhook = Kustomization.Build(Path.Combine(Kustomization.Deploy, "kustomize", "base"))
            .Single(o => o.Kind() == "Deployment" && o.Name() == "external-secrets-webhook").Object("spec").Object("template")!;
        var pod = (JsonObject)webhook.DeepClone();
        (pod["apiVersion"], pod["kind"]) = ("v1", "Pod");
        (pod.Ensure("metadata")["name"], pod.Ensure("metadata")["namespace"]) = (name, Namespace);
        pod.Ensure("spec")["nodeName"] = "here";
        await Access.ApplyAsync(pod, default);
        var status = new JsonObject
        {
            ["phase"] = "Running",
            ["podIP"] = address,
            ["podIPs"] = new JsonArray(new JsonObject { ["ip"] = address }),
            ["conditions"] = new JsonArray(new JsonObject { ["type"] = "Ready", ["status"] = "True" }),
        };
        var patch = new JsonObject { ["status"] = status };
        await Admin.PatchAsync(
            Pods, Namespace, name, PatchKind.Merge, patch, default, new WriteOptions { Subresource = "status" });
    }

    public async Task ApplyAsync(string yaml)
    {
        foreach (var manifest in Eso.Emulator.Scenarios.Manifests.Parse(yaml, "test"))
        {
            await Access.ApplyAsync(manifest, default);
        }
    }

    private async Task ApplyManifestsAsync(string overlay)
    {
        foreach (var o in Kustomization.Build(Path.Combine(Kustomization.Deploy, "kustomize", overlay)))
        {
            if (o.Kind() != "CustomResourceDefinition")
            {
                // The embedded node cannot run our image: the processes run here.
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
}
