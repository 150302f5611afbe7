using static Eso.Operator.Api.Schemas.Schema;

namespace Eso.Operator.Api.Schemas;

/// <summary><c>spec.provider.kubernetes</c> of v1 stores (eso.md §1.4).</summary>
internal static class KubernetesProviderSchema
{
    public static Schema Spec => Object(
        ("auth", Object(
            ("cert", Object(
                ("clientCert*", Shapes.SecretKeySelector),
                ("clientKey*", Shapes.SecretKeySelector))),
            ("serviceAccount", Shapes.ServiceAccountSelector),
            ("token", Object(("bearerToken*", Shapes.SecretKeySelector)))).ExactlyOne()),
        ("authRef", Shapes.SecretKeySelector),
        ("remoteNamespace", Text.Length(1, 63).Pattern(@"^[a-z0-9]([-a-z0-9]*[a-z0-9])?$").Default("default")),
        ("server", Server));

    private static Schema Server => Object(
        ("caBundle", Bytes),
        ("caProvider", Object(
            ("key", Shapes.SecretKey),
            ("name*", Shapes.DnsName),
            ("namespace", Shapes.NamespaceName),
            ("type*", Text.OneOf("Secret", "ConfigMap")))),
        ("url", Text.Default("kubernetes.default")));
}
