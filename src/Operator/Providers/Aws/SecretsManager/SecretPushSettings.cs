using System.Text.Json.Nodes;
using Eso.Aws.SecretsManager;

namespace Eso.Operator.Providers.Aws.SecretsManager;

/// <summary>Where a secret's resource policy is written down.</summary>
internal sealed record PolicySource(string Kind, string Name, string Key, bool BlockPublicPolicy);

/// <summary>A PushSecret's metadata for Secrets Manager, with ESO's defaults.</summary>
internal sealed record SecretPushSettings
{
    public const string ManagedBy = "managed-by";
    public const string Manager = "external-secrets";

    /// <summary>Tags as wished, the mark of ownership included.</summary>
    public required Dictionary<string, string> Tags { get; init; }

    /// <summary>Tags were given: only then are existing ones brought in line.</summary>
    public required bool HasTags { get; init; }

    public required string Description { get; init; }

    public required bool AsText { get; init; }

    public required string KmsKeyId { get; init; }

    public required IReadOnlyList<string> ReplicaRegions { get; init; }

    public PolicySource? Policy { get; init; }

    public static SecretPushSettings Read(JsonNode? metadata)
    {
        var settings = PushMetadata.Read(
            metadata, "tags", "description", "secretPushFormat", "kmsKeyId", "resourcePolicy", "replicationLocations");
        var tags = settings.Map("tags");
        if (tags?.ContainsKey(ManagedBy) == true)
        {
            throw new ProviderException(
                Failure.Invalid, $"error parsing tags in metadata: Cannot specify a '{ManagedBy}' tag");
        }

        var format = settings.Text("secretPushFormat");
        if (format is not ("" or "binary" or "string"))
        {
            throw new ProviderException(Failure.Invalid, $"invalid secret push format: {format}");
        }

        var policy = settings.Child("resourcePolicy", "blockPublicPolicy", "policySourceRef");
        var source = policy?.Child("policySourceRef", "kind", "name", "key");
        return new SecretPushSettings
        {
            HasTags = tags is { Count: > 0 },
            Tags = new Dictionary<string, string>(tags ?? [], StringComparer.Ordinal) { [ManagedBy] = Manager },
            Description = Or(settings.Text("description"), $"secret '{ManagedBy}:{Manager}'"),
            AsText = format == "string",
            KmsKeyId = Or(settings.Text("kmsKeyId"), "alias/aws/secretsmanager"),
            ReplicaRegions = settings.Texts("replicationLocations"),
            Policy = source is null ? null : new PolicySource(
                source.Text("kind"), source.Text("name"), source.Text("key"), policy!.Flag("blockPublicPolicy")),
        };
    }

    public IReadOnlyList<SecretTag> TagList => [.. Tags
        .OrderBy(static t => t.Key, StringComparer.Ordinal)
        .Select(static t => new SecretTag { Key = t.Key, Value = t.Value })];

    public IReadOnlyList<ReplicaRegion> Replicas(IEnumerable<string> regions) =>
        [.. regions.Select(r => new ReplicaRegion { Region = r, KmsKeyId = KmsKeyId })];

    private static string Or(string text, string otherwise) => text.Length > 0 ? text : otherwise;
}
