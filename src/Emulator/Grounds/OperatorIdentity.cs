using System.Text.Json.Nodes;
using Eso.Kubernetes;
using Eso.Kubernetes.Client;

namespace Eso.Emulator.Grounds;

/// <summary>
/// The embedded operator's own AWS identity, as the pod identity webhook and kubelet would give it: a role's ARN and a
/// file with a projected token of its ServiceAccount, renewed on the world's clock.
/// </summary>
internal sealed class OperatorIdentity(string roleArn) : IAsyncDisposable
{
    /// <summary>How those who stand in for a kubelet call themselves.</summary>
    public const string Agent = "eso-projection/1";

    public const string Namespace = "external-secrets";
    public const string ServiceAccount = "external-secrets";
    private const string Audience = "sts.amazonaws.com";
    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(24);

    private readonly string folder = Directory.CreateTempSubdirectory("eso-token-").FullName;
    private ITimer? renewal;
    private KubeClient? client;

    /// <summary>What an operator finds in its environment: the test keys, or the role of an identity that is begun.</summary>
    public static async Task<IReadOnlyDictionary<string, string>> EnvironmentAsync(
        OperatorIdentity? identity, string awsEndpoint, Func<KubeClient> kube, TimeProvider clock, CancellationToken cancel)
    {
        if (identity is null)
        {
            return TestKeys.Environment(awsEndpoint);
        }

        var environment = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["AWS_ENDPOINT_URL"] = awsEndpoint,
            ["AWS_REGION"] = "us-east-1",
        };
        await identity.BeginAsync(kube(), clock, environment, cancel);
        return environment;
    }

    /// <summary>Makes the ServiceAccount and the token file and adds the two variables.</summary>
    public async Task BeginAsync(
        KubeClient kube, TimeProvider clock, Dictionary<string, string> environment, CancellationToken cancel)
    {
        renewal?.Dispose();
        client?.Dispose();
        client = kube;
        var access = new KubernetesAccess(kube);
        await access.ApplyAsync(new JsonObject
        {
            ["apiVersion"] = "v1",
            ["kind"] = "Namespace",
            ["metadata"] = new JsonObject { ["name"] = Namespace },
        }, cancel);
        await access.ApplyAsync(new JsonObject
        {
            ["apiVersion"] = "v1",
            ["kind"] = "ServiceAccount",
            ["metadata"] = new JsonObject
            {
                ["name"] = ServiceAccount,
                ["namespace"] = Namespace,
                ["annotations"] = new JsonObject { ["eks.amazonaws.com/role-arn"] = roleArn },
            },
        }, cancel);
        var file = Path.Combine(folder, "token");
        await WriteAsync(file, cancel);

        // kubelet renews a projected token at 80 % of its lifetime.
        renewal = clock.CreateTimer(_ => _ = RenewAsync(file), null, Lifetime * 0.8, Lifetime * 0.8);
        environment["AWS_WEB_IDENTITY_TOKEN_FILE"] = file;
        environment["AWS_ROLE_ARN"] = roleArn;
        environment["AWS_ROLE_SESSION_NAME"] = "external-secrets";
    }

    public ValueTask DisposeAsync()
    {
        renewal?.Dispose();
        client?.Dispose();
        Directory.Delete(folder, recursive: true);
        return ValueTask.CompletedTask;
    }

    private async Task RenewAsync(string file)
    {
        try
        {
            await WriteAsync(file, CancellationToken.None);
        }
        catch (Exception e) when (e is KubeException or OperationCanceledException or IOException)
        {
            // The world's clock may leap over the request's time-out; kubelet, too, just tries again.
            renewal?.Change(TimeSpan.FromMinutes(1), Lifetime * 0.8);
        }
    }

    private async Task WriteAsync(string file, CancellationToken cancel)
    {
        var token = await client!.CreateTokenAsync(Namespace, ServiceAccount, [Audience], Lifetime, cancel);
        var fresh = file + ".new";
        await File.WriteAllTextAsync(fresh, token, cancel);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(fresh, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        File.Move(fresh, file, overwrite: true);
    }
}
