using System.Net;
using DotNet.Testcontainers.Builders;
using DotNet.Testcontainers.Networks;
using Eso.Emulator.Grounds.Remote;
using Eso.Kubernetes.Configuration;
using Testcontainers.K3s;
using Testcontainers.LocalStack;

namespace Eso.Emulator.Grounds.Containers;

/// <summary>
/// rancher/k3s and localstack/localstack in Docker, started side by side once per run; worlds keep to their own names.
/// Images: ESO_K3S_IMAGE and ESO_LOCALSTACK_IMAGE (a tag or a digest).
/// </summary>
internal sealed class ContainersGroundKind : IGroundKind
{
    private const string K3sImage = "rancher/k3s:v1.32.9-k3s1";

    /// <summary>The last tag that runs without an account token.</summary>
    private const string LocalStackImage = "localstack/localstack:4.14.0";

    private const string AwsAlias = "aws";

    public string Name => "containers";

    public string About => "rancher/k3s and localstack/localstack by Testcontainers; needs Docker";

    public async Task<IGroundSession> BeginAsync(GroundSettings settings, TimeProvider machine, CancellationToken cancel)
    {
        try
        {
            return await StartAsync(settings, machine, cancel);
        }
        catch (DockerUnavailableException e)
        {
            throw new GroundUnavailableException($"the ground 'containers' needs Docker: {FirstLine(e)}", e);
        }
        catch (Exception e) when (e is DotNet.Testcontainers.Containers.ContainerNotRunningException or Docker.DotNet.DockerApiException)
        {
            throw new GroundUnavailableException(
                $"a container of the ground 'containers' does not start: {FirstLine(e)} "
                + "(images: ESO_K3S_IMAGE, ESO_LOCALSTACK_IMAGE)", e);
        }
    }

    private async Task<IGroundSession> StartAsync(GroundSettings settings, TimeProvider machine, CancellationToken cancel)
    {
        var network = new NetworkBuilder().Build();
#pragma warning disable CS0618 // Later versions want the image in the constructor, which the pinned one does not have.
        var k3s = new K3sBuilder().WithImage(settings["ESO_K3S_IMAGE"] ?? K3sImage).WithNetwork(network).Build();
        var localStack = new LocalStackBuilder().WithImage(settings["ESO_LOCALSTACK_IMAGE"] ?? LocalStackImage)
            .WithNetwork(network).WithNetworkAliases(AwsAlias)
            .WithEnvironment("SERVICES", "secretsmanager,ssm,sts,iam,kms").Build();
#pragma warning restore CS0618
        IReadOnlyList<IAsyncDisposable> owned = [k3s, localStack, new NetworkRemoval(network)];
        try
        {
            await network.CreateAsync(cancel);
            await Task.WhenAll(k3s.StartAsync(cancel), localStack.StartAsync(cancel));
            var servers = new RemoteServers
            {
                Name = Name,
                Cluster = KubeConfigFile.Parse(await k3s.GetKubeconfigAsync()),
                Environment = TestKeys.Environment(localStack.GetConnectionString().TrimEnd('/')),
                Owned = owned,
            };
            return settings.InCluster ? await InClusterAsync(servers, localStack.IpAddress, settings, machine, cancel) : new RemoteSession(servers, settings, machine);
        }
        catch
        {
            foreach (var one in owned)
            {
                await one.DisposeAsync();
            }

            throw;
        }
    }

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
