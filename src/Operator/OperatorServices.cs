using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Eso.Operator;

/// <summary>What the outside world is to an operator: its clock, its chance, its ways out.</summary>
public sealed record OperatorServices
{
    public required TimeProvider Clock { get; init; }

    /// <summary>Jitter and generated values draw from here; it is locked for every draw.</summary>
    public required Random Random { get; init; }

    /// <summary>Fills a buffer with chance fit for secrets; null means the cryptographic source. A world may give its own.</summary>
    public Action<Memory<byte>>? Entropy { get; init; }

    /// <summary>Carries requests to the API server instead of sockets; not disposed.</summary>
    public HttpMessageHandler? KubeHandler { get; init; }

    /// <summary>Carries requests to AWS instead of sockets; not disposed.</summary>
    public HttpMessageHandler? AwsHandler { get; init; }

    /// <summary>Carries requests of other HTTP back ends instead of sockets; not disposed.</summary>
    public HttpMessageHandler? HttpHandler { get; init; }

    /// <summary>The operator's environment variables; null means the process's own.</summary>
    public IReadOnlyDictionary<string, string>? Environment { get; init; }

    /// <summary>
    /// Told after each reconcile, on its own thread: controller, key, when it began, and success, requeue, requeue_after
    /// or error. Must be short.
    /// </summary>
    public Action<string, string, DateTimeOffset, string>? Reconciled { get; init; }

    public ILoggerFactory Logs { get; init; } = NullLoggerFactory.Instance;
}
