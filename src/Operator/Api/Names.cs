using Eso.Operator.Secrets;

namespace Eso.Operator.Api;

/// <summary>Labels, annotations, finalizers and field managers as ESO spells them (eso.md §2.1, §3, §4).</summary>
internal static class Names
{
    public const string ManagedLabel = "reconcile.external-secrets.io/managed";
    public const string ManagedValue = "true";
    public const string CreatedByLabel = "reconcile.external-secrets.io/created-by";
    public const string DataHashAnnotation = "reconcile.external-secrets.io/data-hash";
    public const string ForceSyncAnnotation = "external-secrets.io/force-sync";
    public const string IgnoreMaintenanceAnnotation = "external-secrets.io/ignore-maintenance-checks";
    public const string NamespaceNameLabel = "kubernetes.io/metadata.name";
    public const string GeneratorOwnerLabel = "generators.external-secrets.io/owner-key";

    public const string ExternalSecretFinalizer = "externalsecrets.external-secrets.io/externalsecret-cleanup";
    public const string ClusterExternalSecretFinalizer =
        "externalsecrets.external-secrets.io/clusterexternalsecret-cleanup";

    public const string NamespaceFinalizerPrefix = "externalsecrets.external-secrets.io/ces-";
    public const string StoreFinalizer = "secretstore.externalsecrets.io/finalizer";
    public const string PushSecretFinalizer = "pushsecret.externalsecrets.io/finalizer";
    public const string GeneratorStateFinalizer = "generatorstate.externalsecrets.io/finalizer";

    /// <summary>Who writes ExternalSecrets, stores and everything but target Secrets.</summary>
    public const string Manager = "external-secrets";

    private const string ManagerPrefix = "externalsecrets.external-secrets.io/";
    private const int ManagerLengthMax = 63;

    /// <summary>Field manager of a target: named after its ExternalSecret, hashed when that is too long.</summary>
    public static string FieldManager(string externalSecret)
    {
        var manager = ManagerPrefix + externalSecret;
        return manager.Length <= ManagerLengthMax
            ? manager
            : $"{ManagerPrefix}sha3/{ObjectHash.OfText(externalSecret)}";
    }

    /// <summary>Value of <see cref="CreatedByLabel"/>.</summary>
    public static string CreatedBy(string ns, string externalSecret) => ObjectHash.OfText($"{ns}/{externalSecret}");
}
