using static Eso.Operator.Api.Schemas.Schema;

namespace Eso.Operator.Api.Schemas;

/// <summary>generators.external-secrets.io/v1alpha1 Fake (eso.md §8).</summary>
internal static class FakeSchema
{
    public static Schema Spec => Object(
        ("controller", Text),
        ("data", Map(Text)));
}
