using System.Security.Cryptography;
using Microsoft.Extensions.Logging;

namespace Eso.Operator.Providers;

/// <summary>
/// What the process gives to every provider: a provider has either no constructor arguments or exactly this one.
/// One instance lives as long as the operator.
/// </summary>
public sealed record ProviderServices
{
    /// <summary>The only source of time.</summary>
    public required TimeProvider Clock { get; init; }

    /// <summary>The only source of chance; lock it before use.</summary>
    public required Random Random { get; init; }

    /// <summary>
    /// Carries requests to AWS instead of a socket; null means the provider's own SocketsHttpHandler.
    /// </summary>
    public HttpMessageHandler? AwsHandler { get; init; }

    /// <summary>
    /// Carries requests of other HTTP back ends (webhook); null means the provider's own SocketsHttpHandler.
    /// </summary>
    public HttpMessageHandler? HttpHandler { get; init; }

    /// <summary>
    /// Environment variables as the operator sees them (AWS_ENDPOINT_URL, AWS_ROLE_ARN…); never ask the process
    /// itself.
    /// </summary>
    public required IReadOnlyDictionary<string, string> Environment { get; init; }

    public required ILoggerFactory Logs { get; init; }

    /// <summary>Fills a buffer with chance fit for secrets; cryptographic unless a world gives its own.</summary>
    public Action<Memory<byte>> Entropy { get; init; } = static buffer => RandomNumberGenerator.Fill(buffer.Span);

    /// <summary>
    /// Entered around every wait for the clock (backoff, a throttled account's lane): such work is not busy. Null:
    /// nobody
    /// wants to know.
    /// </summary>
    public Func<IDisposable>? Waiting { get; init; }

    /// <summary>Entered around every wait for a back end that is reached by a socket: such work is busy. Null: nobody wants to know.</summary>
    public Func<string, IDisposable>? Calling { get; init; }

    /// <summary>Address of the operator's own cluster, as the operator reaches it; what <c>kubernetes.default</c> stands for.</summary>
    public Uri? OwnCluster { get; init; }

    /// <summary>
    /// Called after every call to a back end, for metrics: ESO's provider and call names, and whether it failed.
    /// </summary>
    public Action<string, string, bool>? ApiCalled { get; init; }
}
