using System.Collections.Frozen;
using Eso.Emulator.Grounds;
using Eso.Emulator.Scenarios.Language;
using Eso.Operator.Api.Schemas;

namespace Eso.Emulator.Scenarios;

/// <summary>API versions and scopes of the kinds that scenarios name without them.</summary>
internal static class WellKnownKinds
{
    private static readonly (string Group, bool Namespaced, string Names)[] BuiltIn =
    [
        ("v1", true, "Secret ConfigMap ServiceAccount Pod Service Event Endpoints LimitRange PersistentVolumeClaim ResourceQuota"),
        ("v1", false, "Namespace Node PersistentVolume"),
        ("apps/v1", true, "Deployment StatefulSet DaemonSet ReplicaSet ControllerRevision"),
        ("batch/v1", true, "Job CronJob"),
        ("autoscaling/v2", true, "HorizontalPodAutoscaler"),
        ("policy/v1", true, "PodDisruptionBudget"),
        ("networking.k8s.io/v1", true, "Ingress NetworkPolicy"),
        ("coordination.k8s.io/v1", true, "Lease"),
        ("rbac.authorization.k8s.io/v1", true, "Role RoleBinding"),
        ("rbac.authorization.k8s.io/v1", false, "ClusterRole ClusterRoleBinding"),
        ("storage.k8s.io/v1", false, "StorageClass"),
        ("scheduling.k8s.io/v1", false, "PriorityClass"),
        ("admissionregistration.k8s.io/v1", false, "MutatingWebhookConfiguration ValidatingWebhookConfiguration "
            + "ValidatingAdmissionPolicy ValidatingAdmissionPolicyBinding"),
        ("apiextensions.k8s.io/v1", false, "CustomResourceDefinition"),
        ("external-secrets.io/v1", true, "ExternalSecret SecretStore"),
        ("external-secrets.io/v1", false, "ClusterExternalSecret ClusterSecretStore"),
        ("external-secrets.io/v1alpha1", true, "PushSecret"),
        ("external-secrets.io/v1alpha1", false, "ClusterPushSecret"),
    ];

    private static readonly FrozenDictionary<string, (string ApiVersion, bool Namespaced)> Kinds = BuiltIn
        .SelectMany(g => g.Names.Split(' ').Select(n => KeyValuePair.Create(n, (g.Group, g.Namespaced))))
        .ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>The operator's generators; few scenarios name one.</summary>
    private static readonly Lazy<FrozenDictionary<string, (string ApiVersion, bool Namespaced)>> Generators = new(() => CrdDefinitions.All()
        .Where(c => !Kinds.ContainsKey(c.Kind))
        .ToFrozenDictionary(c => c.Kind, c => ($"{c.Group}/{c.Versions[0].Name}", c.Namespaced), StringComparer.Ordinal));

    public static ObjectKey Key(string kind, string ns, string name, string? apiVersion)
    {
        var known = Kinds.TryGetValue(kind, out var facts) || (apiVersion is null && Generators.Value.TryGetValue(kind, out facts));
        return apiVersion is null && !known
            ? throw new ExpectationFailed(Unknown(kind))
            : new ObjectKey(apiVersion ?? facts.ApiVersion, kind, known && !facts.Namespaced ? null : ns, name);
    }

    /// <summary>What is wrong with a kind that stands without its API version; null when it is known.</summary>
    public static string? Problem(string kind) =>
        Kinds.ContainsKey(kind) || Generators.Value.ContainsKey(kind) ? null : Unknown(kind);

    private static string Unknown(string kind) => Nearest.Close(kind, Kinds.Keys.Concat(Generators.Value.Keys)) is { Length: > 0 } hint
        ? $"the kind '{kind}' is not known{hint} (give 'apiVersion' for a kind of your own)"
        : $"the kind '{kind}' is not known by its name alone: give 'apiVersion' too";
}
