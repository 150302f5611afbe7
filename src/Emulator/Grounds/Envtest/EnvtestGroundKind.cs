using Eso.Emulator.Aws;
using Eso.Emulator.Clock;
using Eso.Emulator.Doors;
using Eso.Emulator.Faults;
using Eso.Emulator.Grounds.Remote;
using Eso.Kubernetes.Client;
using Eso.Kubernetes.Configuration;
using Eso.Kubernetes.Transport;
using Eso.Operator.Api;

namespace Eso.Emulator.Grounds.Envtest;

/// <summary>
/// A real etcd and kube-apiserver, shared by the run, with a fresh embedded AWS and operator per scenario. There are no
/// controllers and no kubelet: nothing collects garbage, makes default accounts or runs Pods.
/// </summary>
internal sealed class EnvtestGroundKind : IGroundKind
{
    private static readonly IReadOnlySet<Need> Offered =
        new HashSet<Need>
        {
            Need.Clock, Need.Journal, Need.Faults, Need.Operator, Need.Iam, Need.Metrics, Need.Usage, Need.OwnAws,
        };

    public string Name => "envtest";

    public string About => "a real etcd and kube-apiserver (KUBEBUILDER_ASSETS or PATH), embedded AWS";

    public async Task<IGroundSession> BeginAsync(GroundSettings settings, TimeProvider machine, CancellationToken cancel)
    {
        if (settings.InCluster)
        {
            throw new GroundUnavailableException("--in-cluster needs a ground that runs Pods: containers or external");
        }

        if (OperatingSystem.IsWindows())
        {
            throw new GroundUnavailableException("the ground 'envtest' needs a POSIX shell to guard its processes");
        }

        return new Session(await ControlPlane.StartAsync(EnvtestAssets.Find(settings), machine, cancel), settings, machine);
    }

    private sealed class Session(ControlPlane plane, GroundSettings settings, TimeProvider machine) : IGroundSession
    {
        private int worlds;

        public IReadOnlySet<Need> Offers => Offered;

        // Cluster-wide objects are seen by every operator: one at a time.
        public int WorldsMax => 1;

        public async Task<IGround> OpenAsync(GroundStart start, CancellationToken cancel)
        {
            // Tokens carry the API server's time, which is the machine's: the world begins there.
            var options = start.Shape(new WorldOptions { Seed = start.Seed }) with { Now = machine.GetUtcNow() };
            var parts = await PartsAsync(options, Interlocked.Increment(ref worlds));
            var ground = new RemoteGround(parts);
            try
            {
                if (worlds == 1)
                {
                    foreach (var part in OperatorAccount.Objects(genericTargets: false))
                    {
                        await parts.RawKubernetes.ApplyAsync(part, cancel);
                    }
                }

                await ground.BeginAsync(cancel);
                return ground;
            }
            catch
            {
                await ground.DisposeAsync();
                throw;
            }
        }

        public ValueTask DisposeAsync() => plane.DisposeAsync();

        private async Task<RemoteParts> PartsAsync(WorldOptions options, int number)
        {
            var connection = KubeConfigFile.Parse(plane.Kubeconfig);
            var clock = new WorldClock(ClockMode.Manual, options.Now, new Activity(), machine) { QuietDeadline = options.QuietWithin };
            // AWS's ids are those of the embedded ground with this seed.
            var entropy = new Entropy(options.Seed);
            var journal = new Journal.Journal();
            var faults = new FaultBoard(clock, entropy, journal);
            var isolation = new Isolation($"w{number}", aws: false);
            var kubeWay = new HttpMessageInvoker(KubeTransport.MakeHandler(connection));
            var issuer = new ClusterIssuerHandler();
            issuer.Use(kubeWay, plane.Url);
            var aws = new AwsServer(
                new AwsServerOptions
                {
                    Signatures = options.Signatures,
                    Iam = options.Iam,
                    Quotas = options.Quotas,
                    WebIdentityHttp = issuer,

                    // A real server's tokens begin and end on the machine's clock.
                    WebIdentityClock = machine,
                },
                clock, new Entropy(options.Seed ^ 0xa35), journal, clock.Activity);
            var awsPipeline = faults.Guard("aws", aws.Pipeline);
            var door = await KestrelDoor.StartAsync(awsPipeline, "127.0.0.1", 0);
            var forwarding = new Forwarding("kube", kubeWay, journal, clock, machine, isolation.Plain);
            var client = new KubeClient(connection, null, machine, new KubeClientSettings { UserAgent = "eso-scenario/1" });
            var raw = new KubernetesAccess(client);
            var steps = new HttpMessageInvoker(new InMemoryDoor(awsPipeline));
            var identity = options.OperatorRole is null ? null : new OperatorIdentity(options.OperatorRole);
            var replicas = new AwsReplicas(aws, clock, journal, options.Seed);
            var access = AwsAccess.ToEmulator(new Uri(door.Url), steps, clock, new Entropy(options.Seed ^ 0x70ce).Uuid);
            return new RemoteParts
            {
                Name = "envtest",
                Offers = Offered,
                Options = options,
                Settings = settings,
                Machine = machine,
                World = clock,
                Isolation = isolation,
                Kubernetes = new IsolatedKubernetes(raw, isolation),
                RawKubernetes = raw,
                Aws = access,
                RawAws = access,
                Journal = journal,
                Faults = faults,
                Ways = [forwarding],
                Activity = clock.Activity,
                OwnAws = aws,
                Issuer = plane.Url.AbsoluteUri.TrimEnd('/'),
                Operator = RemoteFleet.Make(
                    new RemoteFleetParts
                    {
                        Options = options,
                        Clock = clock,
                        Machine = machine,
                        Activity = clock.Activity,
                        Faults = faults,
                        Connection = connection with { Namespace = OperatorRbac.Namespace },
                        Kube = forwarding,
                        Aws = awsPipeline,
                        Environment = c => OperatorIdentity.EnvironmentAsync(
                            identity, door.Url, () => new KubeClient(
                                connection, null, machine, new KubeClientSettings { UserAgent = OperatorIdentity.Agent }), clock, c),
                        Introduce = OperatorAccount.Impersonate,
                        AwsReplica = replicas.Make,
                    },
                    client, raw),
                OperatorNamespace = OperatorRbac.Namespace,
                OperatorHome = options.GenericTargets ? OperatorRbac.GenericTargetObjects() : [],
                CommandEnvironment = TestKeys.Environment(door.Url),
                Calm = TimeSpan.FromMilliseconds(100),
                Owned = [.. identity is null ? [] : new[] { identity }, new Owned(client), new Owned(steps), door, new Owned(replicas), new Owned(aws), new Owned(issuer), new Owned(clock)],
            };
        }
    }
}
