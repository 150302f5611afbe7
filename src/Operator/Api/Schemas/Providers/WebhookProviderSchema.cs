using static Eso.Operator.Api.Schemas.Schema;

namespace Eso.Operator.Api.Schemas;

/// <summary><c>spec.provider.webhook</c> of v1 stores (eso.md §1.4).</summary>
internal static class WebhookProviderSchema
{
    public static Schema Spec => Object(
        ("auth", Object(
            ("ntlm", Object(
                ("passwordSecret*", Shapes.SecretKeySelector),
                ("usernameSecret*", Shapes.SecretKeySelector)))).ExactlyOne()),
        ("body", Text),
        ("caBundle", Bytes),
        ("caProvider", Object(
            ("key", Shapes.SecretKey),
            ("name*", Shapes.DnsName),
            ("namespace", Shapes.NamespaceName),
            ("type*", Text.OneOf("Secret", "ConfigMap")))),
        ("headers", Map(Text)),
        ("method", Text),
        ("result", Object(("jsonPath", Text))),
        ("secrets", List(Object(
            ("name*", Text),
            ("secretRef*", Shapes.SecretKeySelector)))),
        ("timeout", Text),
        ("url*", Text));
}
