using System.Text.Json.Serialization;

namespace Eso.Aws.ParameterStore;

/// <summary>
/// Writes a parameter.
/// https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_PutParameter.html
/// </summary>
public sealed class PutParameterRequest
{
    public required string Name { get; init; }

    public required string Value { get; init; }

    public string? Type { get; init; }

    public string? Description { get; init; }

    public string? KeyId { get; init; }

    public bool? Overwrite { get; init; }

    public string? Tier { get; init; }

    public string? Policies { get; init; }

    public IReadOnlyList<ParameterTag>? Tags { get; init; }

    public string? AllowedPattern { get; init; }

    public string? DataType { get; init; }
}

public sealed class PutParameterResponse
{
    public long? Version { get; init; }

    public string? Tier { get; init; }
}

public sealed partial class ParameterStoreClient
{
    public Task<PutParameterResponse> PutParameterAsync(PutParameterRequest request, CancellationToken cancel) =>
        CallAsync(
            "PutParameter",
            request,
            PutParameterJson.Default.PutParameterRequest,
            PutParameterJson.Default.PutParameterResponse,
            cancel);
}

[JsonSourceGenerationOptions(
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters = [typeof(EpochSecondsConverter)])]
[JsonSerializable(typeof(PutParameterRequest))]
[JsonSerializable(typeof(PutParameterResponse))]
internal sealed partial class PutParameterJson : JsonSerializerContext;
