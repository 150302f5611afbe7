using System.Text.Json.Serialization;

namespace Eso.Aws.ParameterStore;

/// <summary>
/// Up to ten parameters by name.
/// https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_GetParameters.html
/// </summary>
public sealed class GetParametersRequest
{
    public required IReadOnlyList<string> Names { get; init; }

    public bool? WithDecryption { get; init; }
}

public sealed class GetParametersResponse
{
    public IReadOnlyList<Parameter> Parameters { get => field ?? []; init; }

    public IReadOnlyList<string> InvalidParameters { get => field ?? []; init; }
}

public sealed partial class ParameterStoreClient
{
    public Task<GetParametersResponse> GetParametersAsync(GetParametersRequest request, CancellationToken cancel) =>
        CallAsync(
            "GetParameters",
            request,
            GetParametersJson.Default.GetParametersRequest,
            GetParametersJson.Default.GetParametersResponse,
            cancel);
}

[JsonSourceGenerationOptions(
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters = [typeof(EpochSecondsConverter)])]
[JsonSerializable(typeof(GetParametersRequest))]
[JsonSerializable(typeof(GetParametersResponse))]
internal sealed partial class GetParametersJson : JsonSerializerContext;
