using static Eso.Operator.Api.Schemas.Schema;

namespace Eso.Operator.Api.Schemas;

/// <summary>external-secrets.io/v1beta1 ClusterExternalSecret; its status is that of v1.</summary>
internal static class ClusterExternalSecretBetaSchema
{
    public static Schema Spec => Object(
        ("externalSecretMetadata", Object(
            ("annotations", Map(Text)),
            ("labels", Map(Text)))),
        ("externalSecretName", Shapes.DnsName),
        ("externalSecretSpec*", ExternalSecretBetaSchema.Spec),
        ("namespaceSelector", Shapes.LabelSelector),
        ("namespaceSelectors", List(Shapes.LabelSelector)),
        ("namespaces", List(Shapes.NamespaceName)),
        ("refreshTime", Text));
}
