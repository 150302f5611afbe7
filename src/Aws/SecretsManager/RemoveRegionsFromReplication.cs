using System.Text.Json.Serialization;

namespace Eso.Aws.SecretsManager;

/// <summary>
/// Removes replicas.
/// https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_RemoveRegionsFromReplication.html
/// </summary>
public sealed class RemoveRegionsFromReplicationRequest
{
    public required string SecretId { get; init; }

    public required IReadOnlyList<string> RemoveReplicaRegions { get; init; }
}

public sealed class RemoveRegionsFromReplicationResponse
{
    public string? ARN { get; init; }

    public IReadOnlyList<ReplicaStatus> ReplicationStatus { get => field ?? []; init; }
}

public sealed partial class SecretsManagerClient
{
    public Task<RemoveRegionsFromReplicationResponse> RemoveRegionsFromReplicationAsync(
        RemoveRegionsFromReplicationRequest request,
        CancellationToken cancel) =>
        CallAsync(
            "RemoveRegionsFromReplication",
            request,
            RemoveRegionsFromReplicationJson.Default.RemoveRegionsFromReplicationRequest,
            RemoveRegionsFromReplicationJson.Default.RemoveRegionsFromReplicationResponse,
            cancel);
}

[JsonSourceGenerationOptions(
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters = [typeof(EpochSecondsConverter)])]
[JsonSerializable(typeof(RemoveRegionsFromReplicationRequest))]
[JsonSerializable(typeof(RemoveRegionsFromReplicationResponse))]
internal sealed partial class RemoveRegionsFromReplicationJson : JsonSerializerContext;
