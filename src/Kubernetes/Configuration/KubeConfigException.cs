namespace Eso.Kubernetes.Configuration;

/// <summary>A kubeconfig cannot be used. The message is one sentence that names the file.</summary>
public sealed class KubeConfigException(string message, Exception? inner = null) : Exception(message, inner);
