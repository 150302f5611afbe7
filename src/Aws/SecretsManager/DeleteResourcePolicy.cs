using System.Text.Json.Serialization;

namespace Eso.Aws.SecretsManager;

/// <summary>
/// Removes the secret's policy.
/// https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_DeleteResourcePolicy.html
/// </summary>
public sealed class DeleteResourcePolicyRequest
{
    public required string SecretId { get; init; }
}

public sealed class DeleteResourcePolicyResponse
{
    public string? ARN { get; init; }

    public string? Name { get; init; }
}

public sealed partial class SecretsManagerClient
{
    public Task<DeleteResourcePolicyResponse> DeleteResourcePolicyAsync(
        DeleteResourcePolicyRequest request,
        CancellationToken cancel) =>
        CallAsync(
            "DeleteResourcePolicy",
            request,
            DeleteResourcePolicyJson.Default.DeleteResourcePolicyRequest,
            DeleteResourcePolicyJson.Default.DeleteResourcePolicyResponse,
            cancel);
}

[JsonSourceGenerationOptions(
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters = [typeof(EpochSecondsConverter)])]
[JsonSerializable(typeof(DeleteResourcePolicyRequest))]
[JsonSerializable(typeof(DeleteResourcePolicyResponse))]
internal sealed partial class DeleteResourcePolicyJson : JsonSerializerContext;
