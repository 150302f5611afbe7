using System.Text.Json.Serialization;
using Eso.Aws.Credentials;

namespace Eso.Aws.Ecr;

/// <summary>A password for a registry, as base64 of <c>user:password</c>.</summary>
public sealed class AuthorizationData
{
    [JsonPropertyName("authorizationToken")]
    public string? AuthorizationToken { get; init; }

    [JsonPropertyName("expiresAt")]
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>The registry's URL; the public registry has none.</summary>
    [JsonPropertyName("proxyEndpoint")]
    public string? ProxyEndpoint { get; init; }
}

/// <summary>https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_GetAuthorizationToken.html</summary>
public sealed class EcrClient(
    AwsTransport transport, string region, IAwsCredentialSource credentials, RetryPolicy? retry = null)
    : AwsClient(AwsService.Ecr, transport, region, credentials, retry)
{
    public async Task<AuthorizationData?> GetAuthorizationTokenAsync(CancellationToken cancel)
    {
        var answer = await CallAsync(
            "GetAuthorizationToken", new EcrNothing(), EcrJson.Default.EcrNothing, EcrJson.Default.EcrTokens, cancel);
        return answer.AuthorizationData is { Count: > 0 } all ? all[0] : null;
    }
}

/// <summary>
/// https://docs.aws.amazon.com/AmazonECRPublic/latest/APIReference/API_GetAuthorizationToken.html (us-east-1 only)
/// </summary>
public sealed class EcrPublicClient(AwsTransport transport, IAwsCredentialSource credentials, RetryPolicy? retry = null)
    : AwsClient(AwsService.EcrPublic, transport, "us-east-1", credentials, retry)
{
    public async Task<AuthorizationData?> GetAuthorizationTokenAsync(CancellationToken cancel) =>
        (await CallAsync(
            "GetAuthorizationToken",
            new EcrNothing(),
            EcrJson.Default.EcrNothing,
            EcrJson.Default.EcrPublicToken,
            cancel))
        .AuthorizationData;
}

internal sealed class EcrNothing;

internal sealed class EcrTokens
{
    [JsonPropertyName("authorizationData")]
    public IReadOnlyList<AuthorizationData>? AuthorizationData { get; init; }
}

internal sealed class EcrPublicToken
{
    [JsonPropertyName("authorizationData")]
    public AuthorizationData? AuthorizationData { get; init; }
}

[JsonSourceGenerationOptions(Converters = [typeof(EpochSecondsConverter)])]
[JsonSerializable(typeof(EcrNothing))]
[JsonSerializable(typeof(EcrTokens))]
[JsonSerializable(typeof(EcrPublicToken))]
internal sealed partial class EcrJson : JsonSerializerContext;
