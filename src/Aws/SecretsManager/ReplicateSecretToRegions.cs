using System.Text.Json.Serialization;

namespace Eso.Aws.SecretsManager;

/// <summary>
/// Adds replicas.
/// https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_ReplicateSecretToRegions.html
/// </summary>
public sealed class ReplicateSecretToRegionsRequest
{
    public required string SecretId { get; init; }

    public required IReadOnlyList<ReplicaRegion> AddReplicaRegions { get; init; }

    public bool? ForceOverwriteReplicaSecret { get; init; }
}

public sealed class ReplicateSecretToRegionsResponse
{
    public string? ARN { get; init; }

    public IReadOnlyList<ReplicaStatus> ReplicationStatus { get => field ?? []; init; }
}

public sealed partial class SecretsManagerClient
{
    public Task<ReplicateSecretToRegionsResponse> ReplicateSecretToRegionsAsync(
        ReplicateSecretToRegionsRequest request,
        CancellationToken cancel) =>
        CallAsync(
            "ReplicateSecretToRegions",
            request,
            ReplicateSecretToRegionsJson.Default.ReplicateSecretToRegionsRequest,
            ReplicateSecretToRegionsJson.Default.ReplicateSecretToRegionsResponse,
            cancel);
}

[JsonSourceGenerationOptions(
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters = [typeof(EpochSecondsConverter)])]
[JsonSerializable(typeof(ReplicateSecretToRegionsRequest))]
[JsonSerializable(typeof(ReplicateSecretToRegionsResponse))]
internal sealed partial class ReplicateSecretToRegionsJson : JsonSerializerContext;
