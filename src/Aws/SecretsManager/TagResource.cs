using System.Text.Json.Serialization;

namespace Eso.Aws.SecretsManager;

/// <summary>Sets tags. https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_TagResource.html</summary>
public sealed class TagResourceRequest
{
    public required string SecretId { get; init; }

    public required IReadOnlyList<SecretTag> Tags { get; init; }
}

public sealed partial class SecretsManagerClient
{
    public Task<EmptyResponse> TagResourceAsync(TagResourceRequest request, CancellationToken cancel) =>
        CallAsync(
            "TagResource",
            request,
            TagResourceJson.Default.TagResourceRequest,
            TagResourceJson.Default.EmptyResponse,
            cancel);
}

[JsonSourceGenerationOptions(
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters = [typeof(EpochSecondsConverter)])]
[JsonSerializable(typeof(TagResourceRequest))]
[JsonSerializable(typeof(EmptyResponse))]
internal sealed partial class TagResourceJson : JsonSerializerContext;
