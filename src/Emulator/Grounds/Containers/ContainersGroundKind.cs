using System.Net;
using DotNet.Testcontainers.Builders;
using DotNet.Testcontainers.Networks;
using Eso.Emulator.Grounds.Remote;
using Eso.Kubernetes.Configuration;
using Microsoft.Extensions.Logging.Abstractions;
using Testcontainers.K3s;
using Testcontainers.LocalStack;

namespace Eso.Emulator.Grounds.Containers;

/// <summary>
/// rancher/k3s and localstack/localstack in Docker, started side by side once per run; worlds keep to their own names.
/// Images: ESO_K3S_IMAGE and ESO_LOCALSTACK_IMAGE (a tag or a digest). Real k3s needs a privileged container, our own image
/// does not: ESO_K3S_PRIVILEGED=false where an engine gives no privileges.
/// </summary>
internal sealed class ContainersGroundKind : IGroundKind
{
    private const string K3sImage = "rancher/k3s:v1.32.9-k3s1";

    /// <summary>The last tag that runs without an account token.</summary>
    private const string LocalStackImage = "localstack/localstack:4.14.0";

    private const string AwsAlias = "aws";

    /// <summary>Pulling included.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    public string Name => "containers";

    public string About => "rancher/k3s and localstack/localstack by Testcontainers; needs Docker";

    public async Task<IGroundSession> BeginAsync(GroundSettings settings, TimeProvider machine, CancellationToken cancel)
    {
        using var late = new CancellationTokenSource(Patience, machine);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancel, late.Token);
        try
        {
            WarmUp();
            return await StartAsync(settings, machine, either.Token);
        }
        catch (DockerUnavailableException e)
        {
            var causes = (e.InnerException as AggregateException)?.InnerExceptions
                .Select(i => $"{FirstLine(i)} {FirstLine(i.GetBaseException())}");
            throw new GroundUnavailableException(
                $"the ground 'containers' needs Docker: {string.Join("; ", causes?.Distinct() ?? [FirstLine(e)])}", e);
        }
        catch (Exception e) when (e is not GroundUnavailableException && !cancel.IsCancellationRequested)
        {
            // Testcontainers, Docker's client and the engine have many ways to say no, and none is this program's fault.
            var why = late.IsCancellationRequested ? $"not ready after {Patience.TotalMinutes:0} min" : FirstLine(e.GetBaseException());
            throw new GroundUnavailableException(
                $"the containers of the ground 'containers' do not start: {why} "
                + $"(images: ESO_K3S_IMAGE={K3s(settings)}, ESO_LOCALSTACK_IMAGE={LocalStack(settings)})", e);
        }
    }

    private async Task<IGroundSession> StartAsync(GroundSettings settings, TimeProvider machine, CancellationToken cancel)
    {
        // Its lines would stand between ours; what matters of them is in the exceptions.
        var quiet = NullLogger.Instance;
        var network = new NetworkBuilder().WithLogger(quiet).WithLabel(LeftContainers.Labels).Build();
#pragma warning disable CS0618 // Later versions want the image in the constructor, which the pinned one does not have.
        var k3s = new K3sBuilder().WithImage(K3s(settings))
            .WithLogger(quiet).WithLabel(LeftContainers.Labels).WithNetwork(network)
            .WithCreateParameterModifier(p => p.HostConfig.Privileged = settings["ESO_K3S_PRIVILEGED"] != "false").Build();
        var localStack = new LocalStackBuilder().WithImage(LocalStack(settings))
            .WithLogger(quiet).WithLabel(LeftContainers.Labels).WithNetwork(network).WithNetworkAliases(AwsAlias)
            .WithEnvironment("SERVICES", "secretsmanager,ssm,sts,iam,kms").Build();
#pragma warning restore CS0618
        IReadOnlyList<IAsyncDisposable> owned = [k3s, localStack, new NetworkRemoval(network)];
        try
        {
            await LeftContainers.SweepAsync(settings.Tell, cancel);
            await network.CreateAsync(cancel);
            await Task.WhenAll(k3s.StartAsync(cancel), localStack.StartAsync(cancel));
            var servers = new RemoteServers
            {
                Name = Name,
                Cluster = KubeConfigFile.Parse(await k3s.GetKubeconfigAsync()),
                Environment = TestKeys.Environment(localStack.GetConnectionString().TrimEnd('/')),
                Owned = owned,
            };
            return settings.InCluster
                ? await InClusterAsync(servers, localStack.IpAddress, settings, machine, cancel)
                : new RemoteSession(servers, settings, machine);
        }
        catch
        {
            foreach (var one in owned)
            {
                await DisposeQuietlyAsync(one);
            }

            throw;
        }
    }

    /// <summary>What is not there cannot be removed; the first failure is the one to tell.</summary>
    private static async Task DisposeQuietlyAsync(IAsyncDisposable one)
    {
        try
        {
            await one.DisposeAsync();
        }
        catch (Exception e) when (e is InvalidOperationException or Docker.DotNet.DockerApiException)
        {
        }
    }

    /// <summary>
    /// Testcontainers reads its reaper's image name with a pattern that may take one second, the pattern's compilation
    /// included: on a busy machine its settings would fail for good. So the pattern is compiled beforehand.
    /// </summary>
    private static void WarmUp()
    {
        for (var attempt = 0; attempt < 10; attempt++)
        {
            try
            {
                _ = new DotNet.Testcontainers.Images.DockerImage("registry.local/some/image:1.0");
                return;
            }
            catch (System.Text.RegularExpressions.RegexMatchTimeoutException)
            {
            }
        }
    }

    private static string K3s(GroundSettings settings) => settings["ESO_K3S_IMAGE"] ?? K3sImage;

    private static string LocalStack(GroundSettings settings) => settings["ESO_LOCALSTACK_IMAGE"] ?? LocalStackImage;

    private static async Task<IGroundSession> InClusterAsync(
        RemoteServers servers, string awsAddress, GroundSettings settings, TimeProvider machine, CancellationToken cancel)
    {
        // Pods resolve by the cluster's DNS, which does not know Docker's aliases: the address it is.
        var aws = TestKeys.Environment($"http://{IPAddress.Parse(awsAddress)}:{LocalStackBuilder.LocalStackPort}");
        var client = new Eso.Kubernetes.Client.KubeClient(servers.Cluster, null, machine);
        await new InClusterOperator(new KubernetesAccess(client), settings, machine).InstallAsync(aws, cancel);
        return new RemoteSession(servers with { Owned = [new Owned(client), .. servers.Owned] }, settings, machine);
    }

    /// <summary>The network goes after those who are in it.</summary>
    private sealed class NetworkRemoval(INetwork network) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync() => await network.DeleteAsync();
    }

    private static string FirstLine(Exception e) => e.Message.Split('\n')[0].Trim();
}
