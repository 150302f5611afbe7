using System.Text.Json.Serialization;

namespace Eso.Aws.ParameterStore;

/// <summary>
/// Sets tags.
/// https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_AddTagsToResource.html
/// </summary>
public sealed class AddTagsToResourceRequest
{
    public required string ResourceType { get; init; }

    public required string ResourceId { get; init; }

    public required IReadOnlyList<ParameterTag> Tags { get; init; }
}

public sealed partial class ParameterStoreClient
{
    public Task<EmptyResponse> AddTagsToResourceAsync(AddTagsToResourceRequest request, CancellationToken cancel) =>
        CallAsync(
            "AddTagsToResource",
            request,
            AddTagsToResourceJson.Default.AddTagsToResourceRequest,
            AddTagsToResourceJson.Default.EmptyResponse,
            cancel);
}

[JsonSourceGenerationOptions(
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters = [typeof(EpochSecondsConverter)])]
[JsonSerializable(typeof(AddTagsToResourceRequest))]
[JsonSerializable(typeof(EmptyResponse))]
internal sealed partial class AddTagsToResourceJson : JsonSerializerContext;
