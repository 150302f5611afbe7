using static Eso.Operator.Api.Schemas.Schema;

namespace Eso.Operator.Api.Schemas;

/// <summary>external-secrets.io/v1 ExternalSecret (eso.md §1.3).</summary>
internal static class ExternalSecretSchema
{
    private const string SchedulePattern =
        @"^(@(annually|yearly|monthly|weekly|daily|midnight|hourly)|@every [^\s]+.*|[^\s]+( [^\s]+){4})$";

    public static Schema Spec => Object(
        ("data", List(Object(
            ("remoteRef*", RemoteRef),
            ("secretKey*", Shapes.SecretKey),
            ("sourceRef", SourceRef)))),
        ("dataFrom", List(DataFrom)),
        ("refreshInterval", Text.Default("1h0m0s")),
        ("refreshPolicy", Text.OneOf("CreatedOnce", "Periodic", "OnChange")),
        ("secretStoreRef", Object(
            ("kind", Text.OneOf("SecretStore", "ClusterSecretStore")),
            ("name", Shapes.DnsName))),
        ("syncWindows", Object(
            ("kind*", Text.OneOf("allow", "deny")),
            ("windows*", List(Object(
                ("duration*", Text),
                ("schedule*", Text.MinLength(1)
                    .Pattern(SchedulePattern))))
                    .MinItems(1)))),
        ("target", Target));

    public static Schema Status => Object(
        ("binding", Object(("name", Text.Default(""))).AtomicMap()),
        ("conditions", List(Object(
            ("lastTransitionTime", Time),
            ("message", Text),
            ("reason", Text),
            ("status*", Text),
            ("type*", Text.OneOf("Ready", "Deleted"))))),
        ("refreshTime", Time.Nullable()),
        ("syncedResourceVersion", Text));

    private static Schema RemoteRef => Object(
        ("conversionStrategy", Text.OneOf("Default", "Unicode")),
        ("decodingStrategy", Text.OneOf("Auto", "Base64", "Base64URL", "None")),
        ("key*", Text),
        ("metadataPolicy", Text.OneOf("None", "Fetch")),
        ("nullBytePolicy", Text.OneOf("Ignore", "Fail")),
        ("property", Text),
        ("version", Text));

    private static Schema SourceRef => Object(
        ("generatorRef", Object(
            ("apiVersion", Text.Default("generators.external-secrets.io/v1alpha1")),
            ("kind*", Text.OneOf(
                "ACRAccessToken", "BeyondtrustWorkloadCredentialsDynamicSecret", "ClusterGenerator",
                "CloudsmithAccessToken", "ECRAuthorizationToken", "Fake", "GCRAccessToken",
                "GithubAccessToken", "GitlabDeployToken", "QuayAccessToken", "Password", "SSHKey",
                "STSSessionToken", "UUID", "VaultDynamicSecret", "Webhook", "Grafana", "MFA")),
            ("name*", Shapes.DnsName))),
        ("storeRef", Object(
            ("kind", Text.OneOf("SecretStore", "ClusterSecretStore")),
            ("name", Shapes.DnsName)))).ExactlyOne();

    private static Schema Rewrite => Object(
        ("merge", Object(
            ("conflictPolicy", Text.OneOf("Ignore", "Error").Default("Error")),
            ("into", Text.Default("")),
            ("priority", List(Text)),
            ("priorityPolicy", Text.OneOf("IgnoreNotFound", "Strict").Default("Strict")),
            ("strategy", Text.OneOf("Extract", "JSON").Default("Extract")))),
        ("regexp", Object(
            ("source*", Text),
            ("target*", Text))),
        ("transform", Object(("template*", Text)))).ExactlyOne();

    private static Schema DataFrom => Object(
        ("extract", RemoteRef),
        ("find", Object(
            ("conversionStrategy", Text.OneOf("Default", "Unicode")),
            ("decodingStrategy", Text.OneOf("Auto", "Base64", "Base64URL", "None")),
            ("name", Object(("regexp", Text))),
            ("nullBytePolicy", Text.OneOf("Ignore", "Fail")),
            ("path", Text),
            ("tags", Map(Text)))),
        ("rewrite", List(Rewrite)),
        ("sourceRef", SourceRef));

    private static Schema Template => TemplateSchema.Current;

    private static Schema Target => Object(
        ("creationPolicy", Text.OneOf("Owner", "Orphan", "Merge", "None", "CreateOrMerge").Default("Owner")),
        ("deletionPolicy", Text.OneOf("Delete", "Merge", "Retain").Default("Retain")),
        ("immutable", Flag),
        ("manifest", Object(
            ("apiVersion*", Text.MinLength(1)),
            ("kind*", Text.MinLength(1)))),
        ("name", Shapes.DnsName),
        ("template", Template)).DefaultJson("""{"creationPolicy":"Owner","deletionPolicy":"Retain"}""");
}
