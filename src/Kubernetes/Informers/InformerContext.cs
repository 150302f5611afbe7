using Eso.Kubernetes.Client;
using Eso.Kubernetes.Work;
using Microsoft.Extensions.Logging;

namespace Eso.Kubernetes.Informers;

/// <summary>What all informers of a program share.</summary>
public sealed record InformerContext(
    KubeClient Client, TimeProvider Clock, LockedRandom Random, WorkTracker Work, ILogger Logger)
{
    /// <summary>
    /// How much longer than asked watches last, as a share in [0, 1). Drawn once: replicas' watches do not end together,
    /// but those of one program do, which wakes it once for all of them.
    /// </summary>
    public double WatchSpread { get; } = Random.For("watches").NextDouble();
}
