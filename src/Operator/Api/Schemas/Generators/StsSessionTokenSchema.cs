using static Eso.Operator.Api.Schemas.Schema;

namespace Eso.Operator.Api.Schemas;

/// <summary>generators.external-secrets.io/v1alpha1 StsSessionToken (eso.md §8).</summary>
internal static class StsSessionTokenSchema
{
    public static Schema Spec => Object(
        ("auth", Object(
            ("jwt", Object(("serviceAccountRef", Shapes.ServiceAccountSelector))),
            ("secretRef", Object(
                ("accessKeyIDSecretRef", Shapes.SecretKeySelector),
                ("secretAccessKeySecretRef", Shapes.SecretKeySelector),
                ("sessionTokenSecretRef", Shapes.SecretKeySelector))))),
        ("region*", Text),
        ("requestParameters", Object(
            ("serialNumber", Text),
            ("sessionDuration", Integer32),
            ("tokenCode", Text))),
        ("role", Text));
}
