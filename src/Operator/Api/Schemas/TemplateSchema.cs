using static Eso.Operator.Api.Schemas.Schema;

namespace Eso.Operator.Api.Schemas;

/// <summary><c>template</c> of ExternalSecrets and PushSecrets.</summary>
internal static class TemplateSchema
{
    public static Schema Current => Template(
        Object(
            ("annotations", Map(Text)),
            ("finalizers", List(Text)),
            ("labels", Map(Text))),
        Object(
            ("configMap", Source),
            ("literal", Text),
            ("secret", Source),
            ("target", Text.Default("Data")),
            ("valuesDecodingStrategy", Text.OneOf("Auto", "Base64", "Base64URL", "None"))));

    /// <summary>As v1beta1 has it.</summary>
    public static Schema Beta => Template(
        Object(
            ("annotations", Map(Text)),
            ("labels", Map(Text))),
        Object(
            ("configMap", Source),
            ("literal", Text),
            ("secret", Source),
            ("target", Text.OneOf("Data", "Annotations", "Labels").Default("Data"))));

    private static Schema Source => Object(
        ("items*", List(Object(
            ("key*", Shapes.SecretKey),
            ("templateAs", Text.OneOf("Values", "KeysAndValues").Default("Values"))))),
        ("name*", Shapes.DnsName));

    private static Schema Template(Schema metadata, Schema from) => Object(
        ("data", Map(Text)),
        ("engineVersion", Text.OneOf("v2").Default("v2")),
        ("mergePolicy", Text.OneOf("Replace", "Merge").Default("Replace")),
        ("metadata", metadata),
        ("templateFrom", List(from)),
        ("type", Text));
}
