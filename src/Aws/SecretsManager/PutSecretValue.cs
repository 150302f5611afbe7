using System.Text.Json.Serialization;

namespace Eso.Aws.SecretsManager;

/// <summary>
/// A new version.
/// https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_PutSecretValue.html
/// </summary>
public sealed class PutSecretValueRequest
{
    public required string SecretId { get; init; }

    public string? ClientRequestToken { get; init; }

    public string? SecretString { get; init; }

    public byte[]? SecretBinary { get; init; }

    public IReadOnlyList<string>? VersionStages { get; init; }
}

public sealed class PutSecretValueResponse
{
    public string? ARN { get; init; }

    public string? Name { get; init; }

    public string? VersionId { get; init; }

    public IReadOnlyList<string> VersionStages { get => field ?? []; init; }
}

public sealed partial class SecretsManagerClient
{
    public Task<PutSecretValueResponse> PutSecretValueAsync(PutSecretValueRequest request, CancellationToken cancel) =>
        CallAsync(
            "PutSecretValue",
            request,
            PutSecretValueJson.Default.PutSecretValueRequest,
            PutSecretValueJson.Default.PutSecretValueResponse,
            cancel);
}

[JsonSourceGenerationOptions(
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters = [typeof(EpochSecondsConverter)])]
[JsonSerializable(typeof(PutSecretValueRequest))]
[JsonSerializable(typeof(PutSecretValueResponse))]
internal sealed partial class PutSecretValueJson : JsonSerializerContext;
