using System.Text.Json.Serialization;

namespace Eso.Aws.ParameterStore;

/// <summary>
/// Tags of a parameter.
/// https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_ListTagsForResource.html
/// </summary>
public sealed class ListTagsForResourceRequest
{
    public required string ResourceType { get; init; }

    public required string ResourceId { get; init; }
}

public sealed class ListTagsForResourceResponse
{
    public IReadOnlyList<ParameterTag> TagList { get => field ?? []; init; }
}

public sealed partial class ParameterStoreClient
{
    public Task<ListTagsForResourceResponse> ListTagsForResourceAsync(
        ListTagsForResourceRequest request,
        CancellationToken cancel) =>
        CallAsync(
            "ListTagsForResource",
            request,
            ListTagsForResourceJson.Default.ListTagsForResourceRequest,
            ListTagsForResourceJson.Default.ListTagsForResourceResponse,
            cancel);
}

[JsonSourceGenerationOptions(
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters = [typeof(EpochSecondsConverter)])]
[JsonSerializable(typeof(ListTagsForResourceRequest))]
[JsonSerializable(typeof(ListTagsForResourceResponse))]
internal sealed partial class ListTagsForResourceJson : JsonSerializerContext;
