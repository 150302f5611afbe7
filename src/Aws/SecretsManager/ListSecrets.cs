using System.Text.Json.Serialization;

namespace Eso.Aws.SecretsManager;

/// <summary>
/// One page of secrets.
/// https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_ListSecrets.html
/// </summary>
public sealed class ListSecretsRequest
{
    public IReadOnlyList<SecretFilter>? Filters { get; init; }

    public int? MaxResults { get; init; }

    public string? NextToken { get; init; }

    public bool? IncludePlannedDeletion { get; init; }
}

public sealed class ListSecretsResponse
{
    public IReadOnlyList<SecretEntry> SecretList { get => field ?? []; init; }

    public string? NextToken { get; init; }
}

public sealed partial class SecretsManagerClient
{
    public Task<ListSecretsResponse> ListSecretsAsync(ListSecretsRequest request, CancellationToken cancel) =>
        CallAsync(
            "ListSecrets",
            request,
            ListSecretsJson.Default.ListSecretsRequest,
            ListSecretsJson.Default.ListSecretsResponse,
            cancel);
}

[JsonSourceGenerationOptions(
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters = [typeof(EpochSecondsConverter)])]
[JsonSerializable(typeof(ListSecretsRequest))]
[JsonSerializable(typeof(ListSecretsResponse))]
internal sealed partial class ListSecretsJson : JsonSerializerContext;
