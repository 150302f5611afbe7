using System.Text.Json.Serialization;

namespace Eso.Aws.SecretsManager;

/// <summary>
/// Sets the secret's policy.
/// https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_PutResourcePolicy.html
/// </summary>
public sealed class PutResourcePolicyRequest
{
    public required string SecretId { get; init; }

    public required string ResourcePolicy { get; init; }

    public bool? BlockPublicPolicy { get; init; }
}

public sealed class PutResourcePolicyResponse
{
    public string? ARN { get; init; }

    public string? Name { get; init; }
}

public sealed partial class SecretsManagerClient
{
    public Task<PutResourcePolicyResponse> PutResourcePolicyAsync(
        PutResourcePolicyRequest request,
        CancellationToken cancel) =>
        CallAsync(
            "PutResourcePolicy",
            request,
            PutResourcePolicyJson.Default.PutResourcePolicyRequest,
            PutResourcePolicyJson.Default.PutResourcePolicyResponse,
            cancel);
}

[JsonSourceGenerationOptions(
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters = [typeof(EpochSecondsConverter)])]
[JsonSerializable(typeof(PutResourcePolicyRequest))]
[JsonSerializable(typeof(PutResourcePolicyResponse))]
internal sealed partial class PutResourcePolicyJson : JsonSerializerContext;
