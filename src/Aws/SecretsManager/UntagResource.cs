using System.Text.Json.Serialization;

namespace Eso.Aws.SecretsManager;

/// <summary>
/// Removes tags.
/// https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_UntagResource.html
/// </summary>
public sealed class UntagResourceRequest
{
    public required string SecretId { get; init; }

    public required IReadOnlyList<string> TagKeys { get; init; }
}

public sealed partial class SecretsManagerClient
{
    public Task<EmptyResponse> UntagResourceAsync(UntagResourceRequest request, CancellationToken cancel) =>
        CallAsync(
            "UntagResource",
            request,
            UntagResourceJson.Default.UntagResourceRequest,
            UntagResourceJson.Default.EmptyResponse,
            cancel);
}

[JsonSourceGenerationOptions(
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters = [typeof(EpochSecondsConverter)])]
[JsonSerializable(typeof(UntagResourceRequest))]
[JsonSerializable(typeof(EmptyResponse))]
internal sealed partial class UntagResourceJson : JsonSerializerContext;
