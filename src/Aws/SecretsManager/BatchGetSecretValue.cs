using System.Text.Json.Serialization;

namespace Eso.Aws.SecretsManager;

/// <summary>
/// Current values of up to 20 secrets, named or found.
/// https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_BatchGetSecretValue.html
/// </summary>
public sealed class BatchGetSecretValueRequest
{
    public IReadOnlyList<string>? SecretIdList { get; init; }

    public IReadOnlyList<SecretFilter>? Filters { get; init; }

    public int? MaxResults { get; init; }

    public string? NextToken { get; init; }
}

public sealed class BatchGetSecretValueResponse
{
    public IReadOnlyList<SecretValueEntry> SecretValues { get => field ?? []; init; }

    public IReadOnlyList<BatchGetError> Errors { get => field ?? []; init; }

    public string? NextToken { get; init; }
}

public sealed partial class SecretsManagerClient
{
    public Task<BatchGetSecretValueResponse> BatchGetSecretValueAsync(
        BatchGetSecretValueRequest request,
        CancellationToken cancel) =>
        CallAsync(
            "BatchGetSecretValue",
            request,
            BatchGetSecretValueJson.Default.BatchGetSecretValueRequest,
            BatchGetSecretValueJson.Default.BatchGetSecretValueResponse,
            cancel);
}

[JsonSourceGenerationOptions(
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters = [typeof(EpochSecondsConverter)])]
[JsonSerializable(typeof(BatchGetSecretValueRequest))]
[JsonSerializable(typeof(BatchGetSecretValueResponse))]
internal sealed partial class BatchGetSecretValueJson : JsonSerializerContext;
