using static Eso.Operator.Api.Schemas.Schema;

namespace Eso.Operator.Api.Schemas;

/// <summary>external-secrets.io/v1beta1 ExternalSecret: fewer fields than v1, more defaults.</summary>
internal static class ExternalSecretBetaSchema
{
    public static Schema Spec => Object(
        ("data", List(Data)),
        ("dataFrom", List(DataFrom)),
        ("refreshInterval", Text.Default("1h0m0s")),
        ("refreshPolicy", Text.OneOf("CreatedOnce", "Periodic", "OnChange")),
        ("secretStoreRef", Object(
            ("kind", Text.OneOf("SecretStore", "ClusterSecretStore")),
            ("name", Shapes.DnsName))),
        ("target", Object(
            ("creationPolicy", Text.OneOf("Owner", "Orphan", "Merge", "None").Default("Owner")),
            ("deletionPolicy", Text.OneOf("Delete", "Merge", "Retain").Default("Retain")),
            ("immutable", Flag),
            ("name", Shapes.DnsName),
            ("template", Template)).DefaultJson("""{"creationPolicy":"Owner","deletionPolicy":"Retain"}""")));

    public static Schema Status => Object(
        ("binding", Object(("name", Text.Default(""))).AtomicMap()),
        ("conditions", List(Object(
            ("lastTransitionTime", Time),
            ("message", Text),
            ("reason", Text),
            ("status*", Text),
            ("type*", Text)))),
        ("refreshTime", Time.Nullable()),
        ("syncedResourceVersion", Text));

    private static Schema SourceRef => Object(
        ("generatorRef", Object(
            ("apiVersion", Text.Default("generators.external-secrets.io/v1alpha1")),
            ("kind*", Text.OneOf(
                "ACRAccessToken", "ClusterGenerator", "ECRAuthorizationToken", "Fake", "GCRAccessToken",
                "GithubAccessToken", "QuayAccessToken", "Password", "SSHKey", "STSSessionToken", "UUID",
                "VaultDynamicSecret", "Webhook", "Grafana")),
            ("name*", Shapes.DnsName))),
        ("storeRef", Object(
            ("kind", Text.OneOf("SecretStore", "ClusterSecretStore")),
            ("name", Shapes.DnsName)))).ExactlyOne();

    private static Schema Data => Object(
        ("remoteRef*", Object(
            ("conversionStrategy", Text.OneOf("Default", "Unicode").Default("Default")),
            ("decodingStrategy", Text.OneOf("Auto", "Base64", "Base64URL", "None").Default("None")),
            ("key*", Text),
            ("metadataPolicy", Text.OneOf("None", "Fetch").Default("None")),
            ("property", Text),
            ("version", Text))),
        ("secretKey*", Shapes.SecretKey),
        ("sourceRef", SourceRef));

    private static Schema DataFrom => Object(
        ("extract", Object(
            ("conversionStrategy", Text.OneOf("Default", "Unicode").Default("Default")),
            ("decodingStrategy", Text.OneOf("Auto", "Base64", "Base64URL", "None").Default("None")),
            ("key*", Text),
            ("metadataPolicy", Text.OneOf("None", "Fetch").Default("None")),
            ("property", Text),
            ("version", Text))),
        ("find", Object(
            ("conversionStrategy", Text.OneOf("Default", "Unicode").Default("Default")),
            ("decodingStrategy", Text.OneOf("Auto", "Base64", "Base64URL", "None").Default("None")),
            ("name", Object(("regexp", Text))),
            ("path", Text),
            ("tags", Map(Text)))),
        ("rewrite", List(Object(
            ("regexp", Object(
                ("source*", Text),
                ("target*", Text))),
            ("transform", Object(("template*", Text)))).ExactlyOne())),
        ("sourceRef", SourceRef));

    private static Schema Template => TemplateSchema.Beta;
}
