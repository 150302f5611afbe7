using System.Text.Json.Nodes;
using Eso.Kubernetes;

namespace Eso.Emulator.Grounds.Remote;

/// <summary>Removes what a scenario left on servers that outlive it: its objects, its namespaces, its AWS names.</summary>
internal static class RemoteSweep
{
    /// <summary>The operator's kinds: their finalizers are ours to clear, since our operator has ended.</summary>
    private static readonly (string ApiVersion, string Kind)[] OperatorKinds =
    [
        ("external-secrets.io/v1", "ClusterExternalSecret"), ("external-secrets.io/v1alpha1", "ClusterPushSecret"),
        ("external-secrets.io/v1", "ExternalSecret"), ("external-secrets.io/v1alpha1", "PushSecret"),
        ("external-secrets.io/v1", "SecretStore"), ("external-secrets.io/v1", "ClusterSecretStore"),
    ];

    private static readonly JsonObject NoFinalizers = new() { ["metadata"] = new JsonObject { ["finalizers"] = null } };

    /// <summary>Cluster-wide kinds that scenarios make besides the operator's.</summary>
    private static readonly (string ApiVersion, string Kind)[] ClusterKinds =
    [
        ("v1", "Namespace"), ("rbac.authorization.k8s.io/v1", "ClusterRole"), ("rbac.authorization.k8s.io/v1", "ClusterRoleBinding"),
        ("generators.external-secrets.io/v1alpha1", "ClusterGenerator"),
    ];

    /// <param name="made">What else is to go, in this order.</param>
    public static async Task RunAsync(
        IKubernetesAccess kubernetes, IAwsAccess aws, Isolation isolation, IReadOnlyList<ObjectKey> made, CancellationToken cancel)
    {
        foreach (var key in await MarkedAsync(kubernetes, isolation, OperatorKinds, cancel))
        {
            await RemoveAsync(kubernetes, key, cancel);
        }

        if (isolation.AwsPrefix is { Length: > 0 } prefix)
        {
            await SecretsAsync(aws, prefix, cancel);
            await ParametersAsync(aws, prefix, cancel);
        }

        foreach (var key in made)
        {
            await kubernetes.DeleteAsync(key, cancel);
        }
    }

    /// <summary>Cluster-wide objects with a world's mark, of which nobody remembers that they were made.</summary>
    public static Task<IReadOnlyList<ObjectKey>> MarkedAsync(IKubernetesAccess kubernetes, Isolation isolation, CancellationToken cancel) =>
        MarkedAsync(kubernetes, isolation, ClusterKinds, cancel);

    private static async Task<IReadOnlyList<ObjectKey>> MarkedAsync(
        IKubernetesAccess kubernetes, Isolation isolation, (string ApiVersion, string Kind)[] kinds, CancellationToken cancel)
    {
        var marked = new List<ObjectKey>();
        foreach (var (apiVersion, kind) in kinds)
        {
            foreach (var found in await ListAsync(kubernetes, apiVersion, kind, cancel))
            {
                var key = new ObjectKey(apiVersion, kind, (string?)found["metadata"]?["namespace"], (string)found["metadata"]!["name"]!);
                if ((key.Namespace ?? key.Name).EndsWith(isolation.Suffix, StringComparison.Ordinal))
                {
                    marked.Add(key);
                }
            }
        }

        return marked;
    }

    private static async Task<IReadOnlyList<JsonObject>> ListAsync(
        IKubernetesAccess kubernetes, string apiVersion, string kind, CancellationToken cancel)
    {
        try
        {
            return await kubernetes.ListAsync(apiVersion, kind, null, cancel);
        }
        catch (KubeException e) when (e.IsNotFound)
        {
            // The run was killed before it had installed the operator's kinds.
            return [];
        }
    }

    private static async Task RemoveAsync(IKubernetesAccess kubernetes, ObjectKey key, CancellationToken cancel)
    {
        await kubernetes.DeleteAsync(key, cancel);
        try
        {
            await kubernetes.MergePatchAsync(key, (JsonObject)NoFinalizers.DeepClone(), cancel);
        }
        catch (KubeException e) when (e.IsNotFound)
        {
            // It had none, and is gone.
        }
    }

    private static async Task SecretsAsync(IAwsAccess aws, string prefix, CancellationToken cancel)
    {
        string? next = null;
        do
        {
            var page = await aws.CallAsync("secretsmanager", "ListSecrets", new JsonObject
            {
                ["Filters"] = new JsonArray(new JsonObject { ["Key"] = "name", ["Values"] = new JsonArray(prefix, "/" + prefix) }),
                ["IncludePlannedDeletion"] = true,
                ["NextToken"] = next,
            }, null, cancel);
            foreach (var name in (page["SecretList"] as JsonArray ?? []).Select(s => (string)s!["Name"]!).Where(n => n.TrimStart('/').StartsWith(prefix, StringComparison.Ordinal)))
            {
                await aws.CallAsync("secretsmanager", "DeleteSecret",
                    new JsonObject { ["SecretId"] = name, ["ForceDeleteWithoutRecovery"] = true }, null, cancel);
            }

            next = (string?)page["NextToken"];
        }
        while (next is { Length: > 0 });
    }

    private static async Task ParametersAsync(IAwsAccess aws, string prefix, CancellationToken cancel)
    {
        string? next = null;
        do
        {
            var page = await aws.CallAsync("ssm", "DescribeParameters", new JsonObject
            {
                ["ParameterFilters"] = new JsonArray(new JsonObject
                {
                    ["Key"] = "Name",
                    ["Option"] = "Contains",
                    ["Values"] = new JsonArray(prefix),
                }),
                ["NextToken"] = next,
            }, null, cancel);
            foreach (var name in (page["Parameters"] as JsonArray ?? []).Select(p => (string)p!["Name"]!))
            {
                await aws.CallAsync("ssm", "DeleteParameter", new JsonObject { ["Name"] = name }, null, cancel);
            }

            next = (string?)page["NextToken"];
        }
        while (next is { Length: > 0 });
    }
}
