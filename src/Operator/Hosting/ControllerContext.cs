using Eso.Kubernetes.Client;
using Eso.Kubernetes.Informers;
using Eso.Kubernetes.Work;
using Eso.Operator.Telemetry;
using Microsoft.Extensions.Logging;

namespace Eso.Operator.Hosting;

/// <summary>What any controller needs: a cluster, its clock, and somebody to tell.</summary>
internal record ControllerContext
{
    public required TimeProvider Clock { get; init; }

    public required LockedRandom Random { get; init; }

    public required WorkTracker Work { get; init; }

    public required KubeClient Client { get; init; }

    public required InformerFactory Informers { get; init; }

    public required InformerContext Informing { get; init; }

    public required OperatorMetrics Metrics { get; init; }

    public required ILogger Logger { get; init; }

    /// <summary>Told after each reconcile: controller, key, when it began, how it ended. For evidence.</summary>
    public Action<string, string, DateTimeOffset, string>? Reconciled { get; init; }
}
