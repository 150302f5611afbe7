using Eso.Kubernetes.Client;
using Eso.Kubernetes.Work;
using Microsoft.Extensions.Logging;

namespace Eso.Kubernetes.Informers;

/// <summary>What all informers of a program share.</summary>
public sealed record InformerContext(
    KubeClient Client, TimeProvider Clock, LockedRandom Random, WorkTracker Work, ILogger Logger);
