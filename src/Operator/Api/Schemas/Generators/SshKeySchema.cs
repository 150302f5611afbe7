using static Eso.Operator.Api.Schemas.Schema;

namespace Eso.Operator.Api.Schemas;

/// <summary>generators.external-secrets.io/v1alpha1 SshKey (eso.md §8).</summary>
internal static class SshKeySchema
{
    public static Schema Spec => Object(
        ("comment", Text),
        ("keySize", Integer.Minimum(256).Maximum(8192)),
        ("keyType", Text.OneOf("rsa", "ecdsa", "ed25519").Default("rsa")));
}
