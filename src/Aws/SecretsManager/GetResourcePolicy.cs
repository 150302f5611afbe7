using System.Text.Json.Serialization;

namespace Eso.Aws.SecretsManager;

/// <summary>
/// The secret's policy.
/// https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_GetResourcePolicy.html
/// </summary>
public sealed class GetResourcePolicyRequest
{
    public required string SecretId { get; init; }
}

public sealed class GetResourcePolicyResponse
{
    public string? ARN { get; init; }

    public string? Name { get; init; }

    public string? ResourcePolicy { get; init; }
}

public sealed partial class SecretsManagerClient
{
    public Task<GetResourcePolicyResponse> GetResourcePolicyAsync(
        GetResourcePolicyRequest request,
        CancellationToken cancel) =>
        CallAsync(
            "GetResourcePolicy",
            request,
            GetResourcePolicyJson.Default.GetResourcePolicyRequest,
            GetResourcePolicyJson.Default.GetResourcePolicyResponse,
            cancel);
}

[JsonSourceGenerationOptions(
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters = [typeof(EpochSecondsConverter)])]
[JsonSerializable(typeof(GetResourcePolicyRequest))]
[JsonSerializable(typeof(GetResourcePolicyResponse))]
internal sealed partial class GetResourcePolicyJson : JsonSerializerContext;
