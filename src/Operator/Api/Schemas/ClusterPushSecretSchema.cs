using static Eso.Operator.Api.Schemas.Schema;

namespace Eso.Operator.Api.Schemas;

/// <summary>external-secrets.io/v1alpha1 ClusterPushSecret.</summary>
internal static class ClusterPushSecretSchema
{
    public static Schema Spec => Object(
        ("namespaceSelectors", List(Shapes.LabelSelector)),
        ("pushSecretMetadata", Object(
            ("annotations", Map(Text)),
            ("labels", Map(Text)))),
        ("pushSecretName", Shapes.DnsName),
        ("pushSecretSpec*", PushSecretSchema.Spec),
        ("refreshTime", Text));

    public static Schema Status => Object(
        ("conditions", List(Object(
            ("lastTransitionTime", Time),
            ("message", Text),
            ("reason", Text),
            ("status*", Text),
            ("type*", Text)))),
        ("failedNamespaces", List(Object(
            ("namespace*", Text),
            ("reason", Text)))),
        ("provisionedNamespaces", List(Text)),
        ("pushSecretName", Text));
}
