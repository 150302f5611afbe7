using static Eso.Operator.Api.Schemas.Schema;

namespace Eso.Operator.Api.Schemas;

/// <summary>generators.external-secrets.io/v1alpha1 Mfa (eso.md §8).</summary>
internal static class MfaSchema
{
    public static Schema Spec => Object(
        ("algorithm", Text),
        ("length", Integer),
        ("secret*", Shapes.SecretKeySelector),
        ("timePeriod", Integer),
        ("when", Time));
}
