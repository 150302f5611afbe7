using System.Text.Json.Serialization;

namespace Eso.Aws.SecretsManager;

/// <summary>
/// The value of one version.
/// https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_GetSecretValue.html
/// </summary>
public sealed class GetSecretValueRequest
{
    public required string SecretId { get; init; }

    public string? VersionId { get; init; }

    public string? VersionStage { get; init; }
}

public sealed class GetSecretValueResponse
{
    public string? ARN { get; init; }

    public string? Name { get; init; }

    public string? VersionId { get; init; }

    public string? SecretString { get; init; }

    public byte[]? SecretBinary { get; init; }

    public IReadOnlyList<string> VersionStages { get => field ?? []; init; }

    public DateTimeOffset? CreatedDate { get; init; }
}

public sealed partial class SecretsManagerClient
{
    public Task<GetSecretValueResponse> GetSecretValueAsync(GetSecretValueRequest request, CancellationToken cancel) =>
        CallAsync(
            "GetSecretValue",
            request,
            GetSecretValueJson.Default.GetSecretValueRequest,
            GetSecretValueJson.Default.GetSecretValueResponse,
            cancel);
}

[JsonSourceGenerationOptions(
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters = [typeof(EpochSecondsConverter)])]
[JsonSerializable(typeof(GetSecretValueRequest))]
[JsonSerializable(typeof(GetSecretValueResponse))]
internal sealed partial class GetSecretValueJson : JsonSerializerContext;
