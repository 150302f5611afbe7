namespace Eso.Emulator.Scenarios.Kustomize;

/// <summary>The order in which <c>kubectl apply -k</c> applies: what others stand on first, webhooks last.</summary>
internal static class ResourceOrder
{
    private static readonly string[] First =
    [
        "Namespace", "ResourceQuota", "StorageClass", "CustomResourceDefinition", "ServiceAccount", "PodSecurityPolicy", "Role", "ClusterRole",
        "RoleBinding", "ClusterRoleBinding", "ConfigMap", "Secret", "Endpoints", "Service", "LimitRange", "PriorityClass", "PersistentVolume",
        "PersistentVolumeClaim", "Deployment", "StatefulSet", "CronJob", "PodDisruptionBudget",
    ];

    private static readonly string[] Last = ["MutatingWebhookConfiguration", "ValidatingWebhookConfiguration"];

    public static IEnumerable<KustomizeResource> Sorted(IEnumerable<KustomizeResource> all) => all
        .OrderBy(r => Array.IndexOf(First, r.Kind) is var f and >= 0 ? f - First.Length : Array.IndexOf(Last, r.Kind) + 1)
        .ThenBy(r => r.ApiVersion, StringComparer.Ordinal).ThenBy(r => r.Kind, StringComparer.Ordinal)
        .ThenBy(r => r.Namespace ?? "~X", StringComparer.Ordinal).ThenBy(r => r.Name, StringComparer.Ordinal);
}
