using Eso.Kubernetes.Events;

namespace Eso.Operator.Hosting;

/// <summary>What every controller of one operator shares.</summary>
internal sealed record OperatorContext : ControllerContext
{
    public required OperatorOptions Options { get; init; }

    /// <summary>Fills a buffer with chance fit for secrets.</summary>
    public required Action<Memory<byte>> Entropy { get; init; }

    public required EventRecorder Events { get; init; }

    public required ProviderRegistry Providers { get; init; }

    public required ProviderClients Clients { get; init; }

    public required GeneratorRegistry Generators { get; init; }
}
