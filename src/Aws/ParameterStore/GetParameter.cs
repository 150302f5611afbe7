using System.Text.Json.Serialization;

namespace Eso.Aws.ParameterStore;

/// <summary>
/// One parameter.
/// https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_GetParameter.html
/// </summary>
public sealed class GetParameterRequest
{
    public required string Name { get; init; }

    public bool? WithDecryption { get; init; }
}

public sealed class GetParameterResponse
{
    public Parameter? Parameter { get; init; }
}

public sealed partial class ParameterStoreClient
{
    public Task<GetParameterResponse> GetParameterAsync(GetParameterRequest request, CancellationToken cancel) =>
        CallAsync(
            "GetParameter",
            request,
            GetParameterJson.Default.GetParameterRequest,
            GetParameterJson.Default.GetParameterResponse,
            cancel);
}

[JsonSourceGenerationOptions(
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters = [typeof(EpochSecondsConverter)])]
[JsonSerializable(typeof(GetParameterRequest))]
[JsonSerializable(typeof(GetParameterResponse))]
internal sealed partial class GetParameterJson : JsonSerializerContext;
