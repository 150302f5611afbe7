using System.Text.Json.Serialization;

namespace Eso.Aws.SecretsManager;

/// <summary>
/// Changes a secret's properties and value.
/// https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_UpdateSecret.html
/// </summary>
public sealed class UpdateSecretRequest
{
    public required string SecretId { get; init; }

    public string? ClientRequestToken { get; init; }

    public string? Description { get; init; }

    public string? KmsKeyId { get; init; }

    public string? SecretString { get; init; }

    public byte[]? SecretBinary { get; init; }
}

public sealed class UpdateSecretResponse
{
    public string? ARN { get; init; }

    public string? Name { get; init; }

    public string? VersionId { get; init; }
}

public sealed partial class SecretsManagerClient
{
    public Task<UpdateSecretResponse> UpdateSecretAsync(UpdateSecretRequest request, CancellationToken cancel) =>
        CallAsync(
            "UpdateSecret",
            request,
            UpdateSecretJson.Default.UpdateSecretRequest,
            UpdateSecretJson.Default.UpdateSecretResponse,
            cancel);
}

[JsonSourceGenerationOptions(
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters = [typeof(EpochSecondsConverter)])]
[JsonSerializable(typeof(UpdateSecretRequest))]
[JsonSerializable(typeof(UpdateSecretResponse))]
internal sealed partial class UpdateSecretJson : JsonSerializerContext;
