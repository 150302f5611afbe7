using static Eso.Operator.Api.Schemas.Schema;

namespace Eso.Operator.Api.Schemas;

/// <summary>external-secrets.io/v1alpha1 PushSecret (eso.md §1.5).</summary>
internal static class PushSecretSchema
{
    public static Schema Spec => Object(
        ("data", List(Data)),
        ("dataTo", List(DataTo)),
        ("deletionPolicy", Text.OneOf("Delete", "None").Default("None")),
        ("refreshInterval", Text.Default("1h0m0s")),
        ("secretStoreRefs*", List(Object(
            ("kind", Text.OneOf("SecretStore", "ClusterSecretStore").Default("SecretStore")),
            ("labelSelector", Shapes.LabelSelector),
            ("name", Shapes.DnsName)))),
        ("selector*", Selector),
        ("template", Template),
        ("updatePolicy", Text.OneOf("Replace", "IfNotExists").Default("Replace")));

    public static Schema Status => Object(
        ("conditions", List(Object(
            ("lastTransitionTime", Time),
            ("message", Text),
            ("reason", Text),
            ("status*", Text),
            ("type*", Text)))),
        ("refreshTime", Time.Nullable()),
        ("syncedPushSecrets", Map(Map(Data))),
        ("syncedResourceVersion", Text));

    private static Schema Data => Object(
        ("conversionStrategy", Text.OneOf("None", "ReverseUnicode").Default("None")),
        ("match*", Object(
            ("remoteRef*", Object(
                ("property", Text),
                ("remoteKey*", Text))),
            ("secretKey", Text))),
        ("metadata", Any.KeepUnknown()));

    private static Schema DataTo => Object(
        ("conversionStrategy", Text.OneOf("None", "ReverseUnicode").Default("None")),
        ("match", Object(("regexp", Text))),
        ("metadata", Any.KeepUnknown()),
        ("remoteKey", Text),
        ("rewrite", List(Object(
            ("regexp", Object(
                ("source*", Text),
                ("target*", Text))),
            ("transform", Object(("template*", Text))))
                .Rule(
                    "(has(self.regexp) && !has(self.transform)) || (!has(self.regexp) && has(self.transform))",
                    "exactly one of regexp or transform must be set"))),
        ("storeRef", Object(
            ("kind", Text.OneOf("SecretStore", "ClusterSecretStore").Default("SecretStore")),
            ("labelSelector", Shapes.LabelSelector),
            ("name", Shapes.DnsName))))
            .Rule(
                "has(self.storeRef) && (has(self.storeRef.name) || has(self.storeRef.labelSelector))",
                "storeRef must specify either name or labelSelector")
            .Rule(
                "!has(self.remoteKey) || !has(self.rewrite) || size(self.rewrite) == 0",
                "remoteKey and rewrite are mutually exclusive: rewrite is only supported in per-key mode "
                    + "(without remoteKey)");

    private static Schema Selector => Object(
        ("generatorRef", Object(
            ("apiVersion", Text.Default("generators.external-secrets.io/v1alpha1")),
            ("kind*", Text.OneOf(
                "ACRAccessToken", "BeyondtrustWorkloadCredentialsDynamicSecret", "ClusterGenerator",
                "CloudsmithAccessToken", "ECRAuthorizationToken", "Fake", "GCRAccessToken",
                "GithubAccessToken", "GitlabDeployToken", "QuayAccessToken", "Password", "SSHKey",
                "STSSessionToken", "UUID", "VaultDynamicSecret", "Webhook", "Grafana", "MFA")),
            ("name*", Shapes.DnsName))),
        ("secret", Object(
            ("name", Shapes.DnsName),
            ("selector", Shapes.LabelSelector)))).ExactlyOne();

    private static Schema Template => TemplateSchema.Current;
}
