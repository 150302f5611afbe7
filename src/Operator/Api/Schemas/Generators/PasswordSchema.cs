using static Eso.Operator.Api.Schemas.Schema;

namespace Eso.Operator.Api.Schemas;

/// <summary>generators.external-secrets.io/v1alpha1 Password (eso.md §8).</summary>
internal static class PasswordSchema
{
    public static Schema Spec => Object(
        ("allowRepeat*", Flag.Default(false)),
        ("digits", Integer),
        ("encoding", Text.OneOf("base64", "base64url", "base32", "hex", "raw").Default("raw")),
        ("length*", Integer.Default(24)),
        ("noUpper*", Flag.Default(false)),
        ("secretKeys", List(Text).MinItems(1)),
        ("symbolCharacters", Text),
        ("symbols", Integer));
}
