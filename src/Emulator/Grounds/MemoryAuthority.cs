using System.Security.Cryptography.X509Certificates;
using Eso.Emulator.Kubernetes.Access;
using Eso.Kubernetes.Configuration;

namespace Eso.Emulator.Grounds;

/// <summary>
/// The certificates of worlds in memory. Nobody shakes hands with one of those, so that the worlds of a process share
/// an authority: its keys and certificates would be a fifth of each start.
/// </summary>
internal static class MemoryAuthority
{
    private static readonly Lazy<CertificateAuthority> Shared = new(static () => new CertificateAuthority());
    private static readonly Lazy<X509Certificate2> Server = new(static () => Shared.Value.Server([]));
    private static readonly Lazy<KubeConnection> Administrator =
        new(static () => KubeConfigFile.Parse(Shared.Value.Kubeconfig("https://127.0.0.1")));

    /// <summary>Makes the keys before they are wanted.</summary>
    public static void Warm() => _ = (Server.Value, Administrator.Value);

    /// <summary>The authority for a world of these options; null: it needs one of its own.</summary>
    public static CertificateAuthority? For(WorldOptions options) => IsFor(options) ? Shared.Value : null;

    /// <summary>A certificate for serving, likewise.</summary>
    public static X509Certificate2? Certificate(WorldOptions options) => IsFor(options) ? Server.Value : null;

    /// <summary>The administrator's connection to a server, likewise.</summary>
    public static KubeConnection? Connection(WorldOptions options, string endpoint) =>
        IsFor(options) ? Administrator.Value with { Server = new Uri(endpoint) } : null;

    private static bool IsFor(WorldOptions options) =>
        options is { InMemory: true, KubeTls: true, StateDirectory: null, Host: "127.0.0.1" }
        && options.Kube is { ClientAuthorities: "", ServerNames.Count: 0 };
}
