using static Eso.Operator.Api.Schemas.Schema;

namespace Eso.Operator.Api.Schemas;

/// <summary>generators.external-secrets.io/v1alpha1 Uuid (eso.md §8).</summary>
internal static class UuidSchema
{
    public static Schema Spec => EmptyObject;
}
