using System.Security.Cryptography.X509Certificates;

namespace Eso.Kubernetes.Configuration;

/// <summary>The connection every pod is given: service environment variables and the mounted service account.</summary>
public static class InCluster
{
    private const string Mount = "/var/run/secrets/kubernetes.io/serviceaccount";

    /// <summary>Null when the process does not run in a pod.</summary>
    public static KubeConnection? TryLoad(IReadOnlyDictionary<string, string> environment, string mount = Mount)
    {
        if (!environment.TryGetValue("KUBERNETES_SERVICE_HOST", out var host)
            || !environment.TryGetValue("KUBERNETES_SERVICE_PORT", out var port)
            || host.Length == 0
            || !File.Exists(Path.Combine(mount, "token")))
        {
            return null;
        }

        var roots = new X509Certificate2Collection();
        var authority = Path.Combine(mount, "ca.crt");
        if (File.Exists(authority))
        {
            roots.ImportFromPemFile(authority);
        }

        var namespaceFile = Path.Combine(mount, "namespace");
        return new KubeConnection
        {
            Server = new UriBuilder("https", host, int.Parse(port)).Uri,
            TokenFile = Path.Combine(mount, "token"),
            TrustedRoots = roots.Count > 0 ? roots : null,
            Namespace = File.Exists(namespaceFile) ? File.ReadAllText(namespaceFile).Trim() : "default",
        };
    }
}
