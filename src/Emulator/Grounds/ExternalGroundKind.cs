using Eso.Aws;
using Eso.Emulator.Grounds.Remote;
using Eso.Kubernetes;
using Eso.Kubernetes.Client;
using Eso.Kubernetes.Configuration;

namespace Eso.Emulator.Grounds;

/// <summary>
/// What is there: the current kubeconfig and the AWS of the environment (docker-compose.localstack.yml, kind, EKS, real
/// AWS). Asks before it touches an account that is not an emulator's.
/// </summary>
internal sealed class ExternalGroundKind : IGroundKind
{
    /// <summary>The account of LocalStack and of our own AWS.</summary>
    private const string EmulatorsAccount = "000000000000";

    public string Name => "external";

    public string About => "the current kubeconfig and the AWS of the environment";

    public async Task<IGroundSession> BeginAsync(GroundSettings settings, TimeProvider machine, CancellationToken cancel)
    {
        var servers = new RemoteServers { Name = Name, Cluster = Cluster(settings), Environment = settings.Environment };
        var account = await AccountAsync(servers, machine, cancel);
        if (account != EmulatorsAccount && !settings.Yes
            && !settings.Ask($"This is AWS account {account}, with the cluster at {servers.Cluster.Server}. Make and delete secrets and namespaces there?"))
        {
            throw new GroundUnavailableException(
                $"the AWS account is {account}, not an emulator's {EmulatorsAccount}: say --yes to make and delete secrets in it");
        }

        using var client = new KubeClient(servers.Cluster, null, machine, new KubeClientSettings { UserAgent = "eso-scenario/1" });
        var kubernetes = new KubernetesAccess(client);
        await NoOtherOperatorAsync(kubernetes, settings, cancel);
        await SweepAsync(servers, kubernetes, settings, machine, cancel);
        if (settings.InCluster)
        {
            return await InClusterAsync(servers, settings, machine, cancel);
        }

        return new RemoteSession(servers, settings, machine);
    }

    private static KubeConnection Cluster(GroundSettings settings)
    {
        try
        {
            return KubeConfigFile.LoadDefault(settings["ESO_KUBE_CONTEXT"], settings.Environment);
        }
        catch (KubeConfigException e)
        {
            throw new GroundUnavailableException($"the ground 'external' needs a kubeconfig: {e.Message}", e);
        }
    }

    private static async Task<string> AccountAsync(RemoteServers servers, TimeProvider machine, CancellationToken cancel)
    {
        using var http = new HttpMessageInvoker(new SocketsHttpHandler { ConnectTimeout = TimeSpan.FromSeconds(10) });
        try
        {
            var access = servers.Aws(http, machine, static () => "");
            return (string)(await access.CallAsync("sts", "GetCallerIdentity", [], null, cancel))["Account"]!;
        }
        catch (Exception e) when (e is AwsRefusedException or AwsException)
        {
            throw new GroundUnavailableException(
                $"the ground 'external' needs an AWS: {e.Message} (AWS_ENDPOINT_URL, AWS_ACCESS_KEY_ID and the others are read as by the aws command)", e);
        }
    }

    private static async Task NoOtherOperatorAsync(KubernetesAccess kubernetes, GroundSettings settings, CancellationToken cancel)
    {
        try
        {
            var others = (await kubernetes.ListAsync("apps/v1", "Deployment", null, cancel))
                .Where(d => (string?)d["metadata"]?["labels"]?["app.kubernetes.io/name"] == "external-secrets").ToList();
            if (others.Count > 0 && !settings.InCluster)
            {
                throw new GroundUnavailableException(
                    $"Deployment {(string?)others[0]["metadata"]?["namespace"]}/{(string?)others[0]["metadata"]?["name"]} already runs an operator "
                    + "in this cluster and the two would fight: remove it, or test the image with --in-cluster");
            }
        }
        catch (KubeException e)
        {
            throw new GroundUnavailableException($"the ground 'external' needs a cluster: {e.Message}", e);
        }
    }

    private static async Task SweepAsync(
        RemoteServers servers, KubernetesAccess kubernetes, GroundSettings settings, TimeProvider machine, CancellationToken cancel)
    {
        using var http = new HttpMessageInvoker(new SocketsHttpHandler());
        try
        {
            await RunRecord.SweepAsync(kubernetes, servers.Aws(http, machine, static () => ""), settings.Tell, cancel);
        }
        catch (Exception e) when (e is KubeException or AwsRefusedException)
        {
            settings.Tell($"eso: what a killed run left behind could not be removed: {e.Message}");
        }
    }

    private static async Task<IGroundSession> InClusterAsync(
        RemoteServers servers, GroundSettings settings, TimeProvider machine, CancellationToken cancel)
    {
        var outside = settings["AWS_ENDPOINT_URL"];
        var inside = settings["ESO_IN_CLUSTER_AWS_ENDPOINT"] ?? outside;
        if (inside is not null && Uri.TryCreate(inside, UriKind.Absolute, out var url) && url.IsLoopback)
        {
            throw new GroundUnavailableException(
                $"Pods cannot reach AWS at {inside}: give an address they can as ESO_IN_CLUSTER_AWS_ENDPOINT");
        }

        var aws = servers.Environment.Where(v => v.Key is "AWS_ACCESS_KEY_ID" or "AWS_SECRET_ACCESS_KEY" or "AWS_SESSION_TOKEN")
            .ToDictionary(v => v.Key, v => v.Value, StringComparer.Ordinal);
        aws["AWS_REGION"] = servers.Region;
        if (inside is not null)
        {
            aws["AWS_ENDPOINT_URL"] = inside;
        }

        var client = new KubeClient(servers.Cluster, null, machine, new KubeClientSettings { UserAgent = "eso-scenario/1" });
        var seat = new InClusterOperator(new KubernetesAccess(client), settings, machine);
        await seat.InstallAsync(aws, cancel);
        return new RemoteSession(servers with { Owned = [new Removal(seat), new Owned(client)] }, settings, machine);
    }

    private sealed class Removal(InClusterOperator seat) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync() => await seat.RemoveAsync(CancellationToken.None);
    }
}
