using System.Text.Json.Nodes;

namespace Eso.Emulator.Kubernetes.Pods;

/// <summary>Runs Pods' containers for real, in place of the built-in shell.</summary>
internal interface IPodEngine : IDisposable
{
    /// <summary>A place for one Pod.</summary>
    IPodHost Open(JsonObject pod, PodFiles files, TimeProvider clock);
}

/// <summary>One Pod's place in an engine.</summary>
internal interface IPodHost
{
    /// <summary>The Pod's address; empty before its first container.</summary>
    string Ip { get; }

    /// <summary>Makes and starts a container; what keeps it from it is a <see cref="ContainerConfigException"/>.</summary>
    Task<IContainerProcess> StartAsync(ContainerStart start, CancellationToken cancellation);

    /// <summary>Brings the files of Secret, ConfigMap and other volumes up to date.</summary>
    void RefreshVolumes();

    /// <summary>Removes everything of the Pod.</summary>
    Task RemoveAsync();
}

/// <summary>What is known when a container is to start.</summary>
/// <param name="Spec">The container.</param>
/// <param name="Environment">Its variables, resolved.</param>
/// <param name="Attempt">How often it has been started before.</param>
/// <param name="Log">Where its output goes.</param>
internal sealed record ContainerStart(
    JsonObject Spec, IReadOnlyList<KeyValuePair<string, string>> Environment, int Attempt, ContainerLog Log);
