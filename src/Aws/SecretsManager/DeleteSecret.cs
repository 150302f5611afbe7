using System.Text.Json.Serialization;

namespace Eso.Aws.SecretsManager;

/// <summary>
/// Schedules or forces deletion.
/// https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_DeleteSecret.html
/// </summary>
public sealed class DeleteSecretRequest
{
    public required string SecretId { get; init; }

    public bool? ForceDeleteWithoutRecovery { get; init; }

    public long? RecoveryWindowInDays { get; init; }
}

public sealed class DeleteSecretResponse
{
    public string? ARN { get; init; }

    public string? Name { get; init; }

    public DateTimeOffset? DeletionDate { get; init; }
}

public sealed partial class SecretsManagerClient
{
    public Task<DeleteSecretResponse> DeleteSecretAsync(DeleteSecretRequest request, CancellationToken cancel) =>
        CallAsync(
            "DeleteSecret",
            request,
            DeleteSecretJson.Default.DeleteSecretRequest,
            DeleteSecretJson.Default.DeleteSecretResponse,
            cancel);
}

[JsonSourceGenerationOptions(
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters = [typeof(EpochSecondsConverter)])]
[JsonSerializable(typeof(DeleteSecretRequest))]
[JsonSerializable(typeof(DeleteSecretResponse))]
internal sealed partial class DeleteSecretJson : JsonSerializerContext;
