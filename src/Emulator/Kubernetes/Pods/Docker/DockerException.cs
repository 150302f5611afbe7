namespace Eso.Emulator.Kubernetes.Pods.Docker;

/// <summary>The engine refused, in its own words; or it could not be asked (status 0).</summary>
internal sealed class DockerException(int status, string message) : Exception(message)
{
    public int Status => status;
}
