using static Eso.Operator.Api.Schemas.Schema;

namespace Eso.Operator.Api.Schemas;

/// <summary><c>spec.provider.aws</c> of v1 stores (eso.md §1.4).</summary>
internal static class AwsSchema
{
    public static Schema Spec => Object(
        ("additionalRoles", List(Text)),
        ("auth", Object(
            ("jwt", Object(("serviceAccountRef", Shapes.ServiceAccountSelector))),
            ("secretRef", Object(
                ("accessKeyIDSecretRef", Shapes.SecretKeySelector),
                ("secretAccessKeySecretRef", Shapes.SecretKeySelector),
                ("sessionTokenSecretRef", Shapes.SecretKeySelector))))),
        ("customSessionTags", Map(Text)
                .Rule(
                    "!('esoNamespace' in self) && !('esoStoreName' in self) && !('esoStoreKind' in self)",
                    "customSessionTags cannot contain automatically injected reserved keys: esoNamespace, "
                        + "esoStoreName, esoStoreKind")),
        ("externalID", Text),
        ("prefix", Text),
        ("region*", Text),
        ("role", Text),
        ("secretsManager", Object(
            ("forceDeleteWithoutRecovery", Flag),
            ("recoveryWindowInDays", Integer64))),
        ("service*", Text.OneOf("SecretsManager", "ParameterStore", "CertificateManager")),
        ("sessionTags", List(Object(
            ("key*", Text),
            ("value*", Text)))),
        ("sessionTagsPolicy", Text.OneOf("None", "Simple", "Custom").Default("None")),
        ("transitiveTagKeys", List(Text)));
}
