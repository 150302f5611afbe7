using static Eso.Operator.Api.Schemas.Schema;

namespace Eso.Operator.Api.Schemas;

/// <summary>generators.external-secrets.io/v1alpha1 ClusterGenerator: one of all generators' specs (eso.md §8).</summary>
internal static class ClusterGeneratorSchema
{
    public static Schema Spec => Object(
        ("generator*", Union),
        ("kind*", Text.OneOf(
            "ACRAccessToken",
            "BeyondtrustWorkloadCredentialsDynamicSecret",
            "CloudsmithAccessToken",
            "ECRAuthorizationToken",
            "Fake",
            "GCRAccessToken",
            "GithubAccessToken",
            "GitlabDeployToken",
            "QuayAccessToken",
            "Password",
            "SSHKey",
            "STSSessionToken",
            "UUID",
            "VaultDynamicSecret",
            "Webhook",
            "Grafana",
            "MFA")));

    private static Schema Union
    {
        get
        {
            var all = new List<(string Name, Schema Type)>(SchemaTables.Section("generators"))
            {
                ("ecrAuthorizationTokenSpec", EcrAuthorizationTokenSchema.Spec),
                ("fakeSpec", FakeSchema.Spec),
                ("mfaSpec", MfaSchema.Spec),
                ("passwordSpec", PasswordSchema.Spec),
                ("sshKeySpec", SshKeySchema.Spec),
                ("stsSessionTokenSpec", StsSessionTokenSchema.Spec),
                ("uuidSpec", UuidSchema.Spec),
                ("webhookSpec", WebhookSchema.Spec),
            };
            all.Sort((a, b) => string.CompareOrdinal(a.Name, b.Name));
            return Object([.. all]).ExactlyOne();
        }
    }
}
