using Eso.Kubernetes;

namespace Eso.Operator.Api;

/// <summary>The resources of ESO's groups.</summary>
internal static class EsoTypes
{
    public const string Group = "external-secrets.io";
    public const string GeneratorGroup = "generators.external-secrets.io";

    public static readonly ResourceType ExternalSecret = new(Group, "v1", "externalsecrets", "ExternalSecret", true);
    public static readonly ResourceType SecretStore = new(Group, "v1", "secretstores", "SecretStore", true);

    public static readonly ResourceType ClusterSecretStore =
        new(Group, "v1", "clustersecretstores", "ClusterSecretStore", false);

    public static readonly ResourceType ClusterExternalSecret =
        new(Group, "v1", "clusterexternalsecrets", "ClusterExternalSecret", false);

    public static readonly ResourceType PushSecret = new(Group, "v1alpha1", "pushsecrets", "PushSecret", true);

    public static readonly ResourceType ClusterPushSecret =
        new(Group, "v1alpha1", "clusterpushsecrets", "ClusterPushSecret", false);

    public static readonly ResourceType GeneratorState =
        new(GeneratorGroup, "v1alpha1", "generatorstates", "GeneratorState", true);

    public static readonly ResourceType ClusterGenerator =
        new(GeneratorGroup, "v1alpha1", "clustergenerators", "ClusterGenerator", false);

    /// <summary>A generator kind's resource.</summary>
    public static ResourceType Generator(string kind) =>
        new(GeneratorGroup, "v1alpha1", kind.ToLowerInvariant() + "s", kind, true);
}
