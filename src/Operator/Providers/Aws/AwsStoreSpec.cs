using Eso.Operator.Providers.Specs;
using System.Text.Json.Nodes;

namespace Eso.Operator.Providers.Aws;

/// <summary><c>spec.provider.aws</c> of a store, read leniently: the CRD's schema has done the checking.</summary>
internal sealed record AwsStoreSpec
{
    public string Service { get; private init; } = "";

    public string Region { get; private init; } = "";

    public string Role { get; private init; } = "";

    public IReadOnlyList<string> AdditionalRoles { get; private init; } = [];

    public string ExternalId { get; private init; } = "";

    public string Prefix { get; private init; } = "";

    public IReadOnlyList<KeyValuePair<string, string>> SessionTags { get; private init; } = [];

    public IReadOnlyList<string> TransitiveTagKeys { get; private init; } = [];

    public string SessionTagsPolicy { get; private init; } = "";

    public IReadOnlyList<KeyValuePair<string, string>> CustomSessionTags { get; private init; } = [];

    public SelectorRef? AccessKeyId { get; private init; }

    public SelectorRef? SecretAccessKey { get; private init; }

    public SelectorRef? SessionToken { get; private init; }

    public bool HasSecretRef { get; private init; }

    public bool HasJwt { get; private init; }

    public ServiceAccountRef? ServiceAccount { get; private init; }

    public bool ForceDelete { get; private init; }

    public long RecoveryWindowInDays { get; private init; }

    public static AwsStoreSpec Read(JsonObject spec)
    {
        var auth = spec["auth"] as JsonObject;
        var secretRef = auth?["secretRef"] as JsonObject;
        var jwt = auth?["jwt"] as JsonObject;
        var deletion = spec["secretsManager"] as JsonObject;
        return new AwsStoreSpec
        {
            Service = spec.Text("service"),
            Region = spec.Text("region"),
            Role = spec.Text("role"),
            AdditionalRoles = spec.Texts("additionalRoles"),
            ExternalId = spec.Text("externalID"),
            Prefix = spec.Text("prefix"),
            SessionTags = [.. Objects(spec["sessionTags"]).Select(
                static t => KeyValuePair.Create(t.Text("key"), t.Text("value")))],
            TransitiveTagKeys = spec.Texts("transitiveTagKeys"),
            SessionTagsPolicy = spec.Text("sessionTagsPolicy"),
            CustomSessionTags = spec["customSessionTags"] is JsonObject custom
                ? [.. custom.Select(t => KeyValuePair.Create(t.Key, custom.Text(t.Key)))]
                : [],
            HasSecretRef = secretRef is not null,
            AccessKeyId = SelectorRef.Read(secretRef?["accessKeyIDSecretRef"]),
            SecretAccessKey = SelectorRef.Read(secretRef?["secretAccessKeySecretRef"]),
            SessionToken = SelectorRef.Read(secretRef?["sessionTokenSecretRef"]),
            HasJwt = jwt is not null,
            ServiceAccount = ServiceAccountRef.Read(jwt?["serviceAccountRef"]),
            ForceDelete = deletion?.Flag("forceDeleteWithoutRecovery") ?? false,
            RecoveryWindowInDays = deletion?.Integer("recoveryWindowInDays") ?? 0,
        };
    }

    /// <summary>Some selector leaves the namespace to whoever uses the (cluster) store.</summary>
    public bool IsReferent =>
        (HasJwt && ServiceAccount is { Namespace: null })
        || (HasSecretRef && (AccessKeyId is { Namespace: null } || SecretAccessKey is { Namespace: null }
            || SessionToken is { Namespace: null }));

    private static IEnumerable<JsonObject> Objects(JsonNode? list) => (list as JsonArray ?? []).OfType<JsonObject>();
}
