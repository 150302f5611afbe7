using System.Text.Json.Serialization;

namespace Eso.Aws.ParameterStore;

/// <summary>
/// One page of the parameters below a path.
/// https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_GetParametersByPath.html
/// </summary>
public sealed class GetParametersByPathRequest
{
    public required string Path { get; init; }

    public bool? Recursive { get; init; }

    public bool? WithDecryption { get; init; }

    public int? MaxResults { get; init; }

    public string? NextToken { get; init; }
}

public sealed class GetParametersByPathResponse
{
    public IReadOnlyList<Parameter> Parameters { get => field ?? []; init; }

    public string? NextToken { get; init; }
}

public sealed partial class ParameterStoreClient
{
    public Task<GetParametersByPathResponse> GetParametersByPathAsync(
        GetParametersByPathRequest request,
        CancellationToken cancel) =>
        CallAsync(
            "GetParametersByPath",
            request,
            GetParametersByPathJson.Default.GetParametersByPathRequest,
            GetParametersByPathJson.Default.GetParametersByPathResponse,
            cancel);
}

[JsonSourceGenerationOptions(
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters = [typeof(EpochSecondsConverter)])]
[JsonSerializable(typeof(GetParametersByPathRequest))]
[JsonSerializable(typeof(GetParametersByPathResponse))]
internal sealed partial class GetParametersByPathJson : JsonSerializerContext;
