using static Eso.Operator.Api.Schemas.Schema;

namespace Eso.Operator.Api.Schemas;

/// <summary>external-secrets.io/v1 ClusterExternalSecret (eso.md §1.5).</summary>
internal static class ClusterExternalSecretSchema
{
    public static Schema Spec => Object(
        ("externalSecretMetadata", Object(
            ("annotations", Map(Text)),
            ("labels", Map(Text)))),
        ("externalSecretName", Shapes.DnsName),
        ("externalSecretSpec*", ExternalSecretSchema.Spec),
        ("namespaceSelector", Shapes.LabelSelector),
        ("namespaceSelectors", List(Shapes.LabelSelector)),
        ("namespaces", List(Shapes.NamespaceName)),
        ("refreshTime", Text));

    public static Schema Status => Object(
        ("conditions", List(Object(
            ("message", Text),
            ("status*", Text),
            ("type*", Text)))),
        ("externalSecretName", Text),
        ("failedNamespaces", List(Object(
            ("namespace*", Text),
            ("reason", Text)))),
        ("provisionedNamespaces", List(Text)));
}
