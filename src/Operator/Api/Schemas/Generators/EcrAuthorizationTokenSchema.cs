using static Eso.Operator.Api.Schemas.Schema;

namespace Eso.Operator.Api.Schemas;

/// <summary>generators.external-secrets.io/v1alpha1 EcrAuthorizationToken (eso.md §8).</summary>
internal static class EcrAuthorizationTokenSchema
{
    public static Schema Spec => Object(
        ("auth", Object(
            ("jwt", Object(("serviceAccountRef", Shapes.ServiceAccountSelector))),
            ("secretRef", Object(
                ("accessKeyIDSecretRef", Shapes.SecretKeySelector),
                ("secretAccessKeySecretRef", Shapes.SecretKeySelector),
                ("sessionTokenSecretRef", Shapes.SecretKeySelector))))),
        ("region*", Text),
        ("role", Text),
        ("scope", Text));
}
