using System.Security.Cryptography.X509Certificates;

namespace Eso.Kubernetes.Configuration;

/// <summary>
/// Where an API server is and who we are to it: what a kubeconfig context, a pod's service account or an embedding
/// world boil down to.
/// </summary>
public sealed record KubeConnection
{
    /// <summary>The server's base address, e.g. <c>https://127.0.0.1:6443</c>; a path prefix is kept.</summary>
    public required Uri Server { get; init; }

    /// <summary>Certificates to trust for the server; null means the system's.</summary>
    public X509Certificate2Collection? TrustedRoots { get; init; }

    /// <summary>Certificate and key that authenticate us; null when there is none.</summary>
    public X509Certificate2? ClientCertificate { get; init; }

    /// <summary>Bearer token; null when there is none.</summary>
    public string? Token { get; init; }

    /// <summary>A file holding a bearer token that is renewed in place; wins over <see cref="Token"/>.</summary>
    public string? TokenFile { get; init; }

    /// <summary>User name of basic authentication (kubeconfig <c>username</c>).</summary>
    public string? UserName { get; init; }

    /// <summary>Password of basic authentication.</summary>
    public string? Password { get; init; }

    /// <summary>Server name to verify instead of the host (kubeconfig <c>tls-server-name</c>).</summary>
    public string? TlsServerName { get; init; }

    /// <summary>Skips the verification of the server's certificate.</summary>
    public bool InsecureSkipTlsVerify { get; init; }

    /// <summary>Namespace of the context; <c>default</c> when it names none.</summary>
    public string Namespace { get; init; } = "default";

    /// <summary>Never prints the credentials.</summary>
    public override string ToString() => $"{Server} (namespace {Namespace})";
}
