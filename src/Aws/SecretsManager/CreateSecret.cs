using System.Text.Json.Serialization;

namespace Eso.Aws.SecretsManager;

/// <summary>
/// A new secret.
/// https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_CreateSecret.html
/// </summary>
public sealed class CreateSecretRequest
{
    public required string Name { get; init; }

    public string? ClientRequestToken { get; init; }

    public string? Description { get; init; }

    public string? KmsKeyId { get; init; }

    public string? SecretString { get; init; }

    public byte[]? SecretBinary { get; init; }

    public IReadOnlyList<SecretTag>? Tags { get; init; }

    public IReadOnlyList<ReplicaRegion>? AddReplicaRegions { get; init; }

    public bool? ForceOverwriteReplicaSecret { get; init; }
}

public sealed class CreateSecretResponse
{
    public string? ARN { get; init; }

    public string? Name { get; init; }

    public string? VersionId { get; init; }
}

public sealed partial class SecretsManagerClient
{
    public Task<CreateSecretResponse> CreateSecretAsync(CreateSecretRequest request, CancellationToken cancel) =>
        CallAsync(
            "CreateSecret",
            request,
            CreateSecretJson.Default.CreateSecretRequest,
            CreateSecretJson.Default.CreateSecretResponse,
            cancel);
}

[JsonSourceGenerationOptions(
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters = [typeof(EpochSecondsConverter)])]
[JsonSerializable(typeof(CreateSecretRequest))]
[JsonSerializable(typeof(CreateSecretResponse))]
internal sealed partial class CreateSecretJson : JsonSerializerContext;
