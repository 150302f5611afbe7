namespace Eso.Operator.Api.Schemas;

/// <summary>Every kind with its columns (eso.md §1.1, §1.2). The schemas have a file each.</summary>
internal static class CrdDefinitions
{
    private const string Group = "external-secrets.io";
    private const string Generators = "generators.external-secrets.io";
    private const string ReadyStatus = ".status.conditions[?(@.type==\"Ready\")].status";
    private const string ReadyReason = ".status.conditions[?(@.type==\"Ready\")].reason";
    private static readonly Column Age = new("AGE", ".metadata.creationTimestamp", "date");
    private static readonly Column Status = new("Status", ReadyReason);
    private static readonly Column Ready = new("Ready", ReadyStatus);
    private static readonly Column LastSync = new("Last Sync", ".status.refreshTime", "date");

    public static IEnumerable<CrdDefinition> All() =>
    [
        ExternalSecret(),
        Store("SecretStore", "ss", true),
        Store("ClusterSecretStore", "css", false),
        ClusterExternalSecret(),
        PushSecret(),
        ClusterPushSecret(),
        ClusterGenerator(),
        GeneratorState(),
        Generator("ECRAuthorizationToken", EcrAuthorizationTokenSchema.Spec),
        Generator("Fake", FakeSchema.Spec),
        Generator("MFA", MfaSchema.Spec),
        Generator("Password", PasswordSchema.Spec),
        Generator("SSHKey", SshKeySchema.Spec),
        Generator("STSSessionToken", StsSessionTokenSchema.Spec),
        Generator("UUID", UuidSchema.Spec),
        Generator("Webhook", WebhookSchema.Spec),
        .. SchemaTables.Section("generators").Select(g => Generator(KindOf(g.Name), g.Type)),
    ];

    private static CrdDefinition ExternalSecret()
    {
        Column[] columns =
        [
            new("StoreType", ".spec.secretStoreRef.kind"),
            new("Store", ".spec.secretStoreRef.name"),
            new("Refresh Interval", ".spec.refreshInterval"),
            Status,
            Ready,
            LastSync,
        ];
        return new CrdDefinition(Group, "ExternalSecret", true, "Values of a secret store as a Secret of this cluster.")
        {
            ShortNames = ["es"],
            Versions =
            [
                new CrdVersion("v1", ExternalSecretSchema.Spec, ExternalSecretSchema.Status)
                {
                    Columns = columns,
                    SelectableFields =
                    [
                        ".spec.secretStoreRef.name",
                        ".spec.secretStoreRef.kind",
                        ".spec.target.name",
                        ".spec.refreshInterval",
                    ],
                },
                Beta(ExternalSecretBetaSchema.Spec, ExternalSecretBetaSchema.Status, columns),
            ],
        };
    }

    private static CrdDefinition Store(string kind, string shortName, bool namespaced)
    {
        Column[] columns = [Age, Status, new("Capabilities", ".status.capabilities"), Ready];
        return new CrdDefinition(Group, kind, namespaced, "A back end that secrets are read from and pushed to.")
        {
            ShortNames = [shortName],
            Versions =
            [
                new CrdVersion("v1", SecretStoreSchema.Spec, SecretStoreSchema.Status) { Columns = columns },
                Beta(SecretStoreBetaSchema.Spec, SecretStoreSchema.Status, columns),
            ],
        };
    }

    private static CrdDefinition ClusterExternalSecret()
    {
        Column[] columns =
        [
            new("Store", ".spec.externalSecretSpec.secretStoreRef.name"),
            new("Refresh Interval", ".spec.refreshTime"),
            Ready,
        ];
        return new CrdDefinition(Group, "ClusterExternalSecret", false, "One ExternalSecret for many namespaces.")
        {
            ShortNames = ["ces"],
            Versions =
            [
                new CrdVersion("v1", ClusterExternalSecretSchema.Spec, ClusterExternalSecretSchema.Status) { Columns = columns },
                Beta(ClusterExternalSecretBetaSchema.Spec, ClusterExternalSecretSchema.Status, columns),
            ],
        };
    }

    private static CrdDefinition PushSecret() =>
        new(Group, "PushSecret", true, "A Secret of this cluster, written to secret stores.")
        {
            ShortNames = ["ps"],
            Versions =
            [
                new CrdVersion("v1alpha1", PushSecretSchema.Spec, PushSecretSchema.Status) { Columns = [Age, Status, LastSync] },
            ],
        };

    private static CrdDefinition ClusterPushSecret() =>
        new(Group, "ClusterPushSecret", false, "One PushSecret for many namespaces.")
        {
            Versions =
            [
                new CrdVersion("v1alpha1", ClusterPushSecretSchema.Spec, ClusterPushSecretSchema.Status) { Columns = [Age, Status] },
            ],
        };

    private static CrdDefinition ClusterGenerator() =>
        Generator("ClusterGenerator", ClusterGeneratorSchema.Spec) with { Namespaced = false };

    private static CrdDefinition GeneratorState() =>
        new(Generators, "GeneratorState", true, "What a stateful generator must clean up one day.")
        {
            ShortNames = ["gs"],
            Categories = ["external-secrets", "external-secrets-generators"],
            Versions =
            [
                new CrdVersion("v1alpha1", GeneratorStateSchema.Spec, GeneratorStateSchema.Status)
                {
                    Columns =
                    [
                        new("GC Deadline", ".spec.garbageCollectionDeadline"),
                        new("Age", ".metadata.creationTimestamp", "date"),
                    ],
                    StatusSubresource = false,
                },
            ],
        };

    private static CrdDefinition Generator(string kind, Schema spec) =>
        new(Generators, kind, true, "Makes values instead of reading them.")
        {
            Categories = ["external-secrets", "external-secrets-generators"],
            Versions = [new CrdVersion("v1alpha1", spec, null)],
        };

    private static CrdVersion Beta(Schema spec, Schema status, Column[] columns) =>
        new("v1beta1", spec, status) { Columns = columns, Storage = false, Deprecated = true };

    private static string KindOf(string specName) => specName switch
    {
        "acrAccessTokenSpec" => "ACRAccessToken",
        "gcrAccessTokenSpec" => "GCRAccessToken",
        _ => char.ToUpperInvariant(specName[0]) + specName[1..^"Spec".Length],
    };
}
