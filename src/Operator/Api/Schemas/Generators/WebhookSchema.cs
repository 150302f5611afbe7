using static Eso.Operator.Api.Schemas.Schema;

namespace Eso.Operator.Api.Schemas;

/// <summary>generators.external-secrets.io/v1alpha1 Webhook (eso.md §8).</summary>
internal static class WebhookSchema
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
        ("result*", Object(("jsonPath", Text))),
        ("secrets", List(Object(
            ("name*", Text),
            ("secretRef*", Object(
                ("key", Shapes.SecretKey),
                ("name", Shapes.DnsName)))))),
        ("timeout", Text),
        ("url*", Text));
}
