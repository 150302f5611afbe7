using System.Text.Json.Serialization;

namespace Eso.Aws.ParameterStore;

/// <summary>
/// Deletes a parameter.
/// https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_DeleteParameter.html
/// </summary>
public sealed class DeleteParameterRequest
{
    public required string Name { get; init; }
}

public sealed partial class ParameterStoreClient
{
    public Task<EmptyResponse> DeleteParameterAsync(DeleteParameterRequest request, CancellationToken cancel) =>
        CallAsync(
            "DeleteParameter",
            request,
            DeleteParameterJson.Default.DeleteParameterRequest,
            DeleteParameterJson.Default.EmptyResponse,
            cancel);
}

[JsonSourceGenerationOptions(
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters = [typeof(EpochSecondsConverter)])]
[JsonSerializable(typeof(DeleteParameterRequest))]
[JsonSerializable(typeof(EmptyResponse))]
internal sealed partial class DeleteParameterJson : JsonSerializerContext;
