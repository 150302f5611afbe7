using Eso.Operator.Api;
using Eso.Operator.Controllers.FanOut;
using Eso.Operator.Hosting;

namespace Eso.Operator.Controllers.ClusterExternalSecrets;

/// <summary>ClusterExternalSecret: ExternalSecrets in many namespaces (eso.md §4.1).</summary>
internal static class ClusterExternalSecretController
{
    public static FanOutController Make(OperatorContext context) => new(context, new FanOutKind
    {
        ControllerName = "clusterexternalsecret",
        Parent = EsoTypes.ClusterExternalSecret,
        Child = EsoTypes.ExternalSecret,
        Prefix = "externalSecret",
        ConflictReason = "external secret already exists in namespace",
        ParentFinalizer = Names.ClusterExternalSecretFinalizer,
        NamespaceFinalizerPrefix = Names.NamespaceFinalizerPrefix,
        MirroredAnnotation = Names.ForceSyncAnnotation,
        HasOldSelectors = true,
    });
}
