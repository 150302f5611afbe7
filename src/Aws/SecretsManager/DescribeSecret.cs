using System.Text.Json.Serialization;

namespace Eso.Aws.SecretsManager;

/// <summary>
/// Everything about a secret but its values.
/// https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_DescribeSecret.html
/// </summary>
public sealed class DescribeSecretRequest
{
    public required string SecretId { get; init; }
}

public sealed class DescribeSecretResponse
{
    public string? ARN { get; init; }

    public string? Name { get; init; }

    public string? Description { get; init; }

    public string? KmsKeyId { get; init; }

    public DateTimeOffset? DeletedDate { get; init; }

    public IReadOnlyList<SecretTag> Tags { get => field ?? []; init; }

    public IReadOnlyDictionary<string, IReadOnlyList<string>>? VersionIdsToStages { get; init; }

    public IReadOnlyList<ReplicaStatus> ReplicationStatus { get => field ?? []; init; }

    public string? PrimaryRegion { get; init; }
}

public sealed partial class SecretsManagerClient
{
    public Task<DescribeSecretResponse> DescribeSecretAsync(DescribeSecretRequest request, CancellationToken cancel) =>
        CallAsync(
            "DescribeSecret",
            request,
            DescribeSecretJson.Default.DescribeSecretRequest,
            DescribeSecretJson.Default.DescribeSecretResponse,
            cancel);
}

[JsonSourceGenerationOptions(
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters = [typeof(EpochSecondsConverter)])]
[JsonSerializable(typeof(DescribeSecretRequest))]
[JsonSerializable(typeof(DescribeSecretResponse))]
internal sealed partial class DescribeSecretJson : JsonSerializerContext;
