using static Eso.Operator.Api.Schemas.Schema;

namespace Eso.Operator.Api.Schemas;

/// <summary>Schemas that many kinds share (eso.md, head and §1.4).</summary>
internal static class Shapes
{
    public static Schema DnsName =>
        Text.Length(1, 253).Pattern(@"^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$");

    public static Schema NamespaceName => Text.Length(1, 63).Pattern("^[a-z0-9]([-a-z0-9]*[a-z0-9])?$");

    public static Schema SecretKey => Text.Length(1, 253).Pattern("^[-._a-zA-Z0-9]+$");

    public static Schema SecretKeySelector => Object(
        ("key", SecretKey),
        ("name", DnsName),
        ("namespace", NamespaceName));

    public static Schema ServiceAccountSelector => Object(
        ("audiences", List(Text)),
        ("name*", DnsName),
        ("namespace", NamespaceName));

    public static Schema LabelSelector => Object(
        ("matchExpressions", List(Object(
            ("key*", Text),
            ("operator*", Text),
            ("values", List(Text).AtomicList()))).AtomicList()),
        ("matchLabels", Map(Text))).AtomicMap();
}
