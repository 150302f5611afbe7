using System.Text.Json.Serialization;

namespace Eso.Aws.ParameterStore;

/// <summary>
/// One page of parameters without their values.
/// https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_DescribeParameters.html
/// </summary>
public sealed class DescribeParametersRequest
{
    public IReadOnlyList<ParameterFilter>? ParameterFilters { get; init; }

    public int? MaxResults { get; init; }

    public string? NextToken { get; init; }
}

public sealed class DescribeParametersResponse
{
    public IReadOnlyList<ParameterMetadata> Parameters { get => field ?? []; init; }

    public string? NextToken { get; init; }
}

public sealed partial class ParameterStoreClient
{
    public Task<DescribeParametersResponse> DescribeParametersAsync(
        DescribeParametersRequest request,
        CancellationToken cancel) =>
        CallAsync(
            "DescribeParameters",
            request,
            DescribeParametersJson.Default.DescribeParametersRequest,
            DescribeParametersJson.Default.DescribeParametersResponse,
            cancel);
}

[JsonSourceGenerationOptions(
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters = [typeof(EpochSecondsConverter)])]
[JsonSerializable(typeof(DescribeParametersRequest))]
[JsonSerializable(typeof(DescribeParametersResponse))]
internal sealed partial class DescribeParametersJson : JsonSerializerContext;
