using Eso.Kubernetes.Client;
using Eso.Kubernetes.Events;
using Eso.Kubernetes.Informers;
using Eso.Kubernetes.Work;
using Eso.Operator.Telemetry;
using Microsoft.Extensions.Logging;

namespace Eso.Operator.Hosting;

/// <summary>What every controller of one operator shares.</summary>
internal sealed record OperatorContext
{
    public required OperatorOptions Options { get; init; }

    public required TimeProvider Clock { get; init; }

    public required LockedRandom Random { get; init; }

    /// <summary>Fills a buffer with chance fit for secrets.</summary>
    public required Action<Memory<byte>> Entropy { get; init; }

    public required WorkTracker Work { get; init; }

    public required KubeClient Client { get; init; }

    public required InformerFactory Informers { get; init; }

    public required InformerContext Informing { get; init; }

    public required EventRecorder Events { get; init; }

    public required OperatorMetrics Metrics { get; init; }

    public required ProviderRegistry Providers { get; init; }

    public required ProviderClients Clients { get; init; }

    public required GeneratorRegistry Generators { get; init; }

    public required ILogger Logger { get; init; }
}
