using System.Text.Json.Serialization;

namespace Eso.Aws.ParameterStore;

/// <summary>
/// Removes tags.
/// https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_RemoveTagsFromResource.html
/// </summary>
public sealed class RemoveTagsFromResourceRequest
{
    public required string ResourceType { get; init; }

    public required string ResourceId { get; init; }

    public required IReadOnlyList<string> TagKeys { get; init; }
}

public sealed partial class ParameterStoreClient
{
    public Task<EmptyResponse> RemoveTagsFromResourceAsync(
        RemoveTagsFromResourceRequest request,
        CancellationToken cancel) =>
        CallAsync(
            "RemoveTagsFromResource",
            request,
            RemoveTagsFromResourceJson.Default.RemoveTagsFromResourceRequest,
            RemoveTagsFromResourceJson.Default.EmptyResponse,
            cancel);
}

[JsonSourceGenerationOptions(
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters = [typeof(EpochSecondsConverter)])]
[JsonSerializable(typeof(RemoveTagsFromResourceRequest))]
[JsonSerializable(typeof(EmptyResponse))]
internal sealed partial class RemoveTagsFromResourceJson : JsonSerializerContext;
