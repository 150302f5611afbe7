using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;

namespace Eso.Benchmarks;

/// <summary>An API server under measurement, with a way to it.</summary>
internal sealed class KubeTarget : IDisposable
{
    /// <summary>Both servers know their caller by the same means: a static token of system:masters.</summary>
    private const string Token = "bench";

    private readonly List<ServerProcess> processes = [];
    private readonly int port;

    private KubeTarget(string name, int port)
    {
        Name = name;
        this.port = port;
    }

    public string Name { get; }

    /// <summary>The server and, if it has one, its database.</summary>
    public IReadOnlyList<ServerProcess> Processes => processes;

    public double CpuMilliseconds => processes.Sum(p => p.Cpu.TotalMilliseconds);

    public double ResidentMb => processes.Sum(p => p.ResidentMb);

    public static async Task<KubeTarget> EsoAsync(bool witness)
    {
        var home = await HomeAsync();
        var server = await ServerProcess.EsoAsync($"kube --port 4797 --kubeconfig {home}/kubeconfig --token-auth-file {home}/tokens", 4797, witness);
        var target = new KubeTarget("eso", 4797);
        target.processes.Add(server);
        return target;
    }

    /// <summary>A real etcd and kube-apiserver from <paramref name="assets"/>, started as envtest starts them.</summary>
    public static async Task<KubeTarget> RealAsync(string assets)
    {
        var home = await HomeAsync();
        var etcd = await ServerProcess.StartAsync(
            Path.Combine(assets, "etcd"),
            $"--data-dir {home}/etcd --listen-client-urls http://127.0.0.1:4794 --advertise-client-urls http://127.0.0.1:4794 "
                + "--listen-peer-urls http://127.0.0.1:4793 --unsafe-no-fsync",
            4794);
        using var key = RSA.Create(2048);
        await File.WriteAllTextAsync($"{home}/sa.key", key.ExportRSAPrivateKeyPem());
        await File.WriteAllTextAsync($"{home}/sa.pub", key.ExportSubjectPublicKeyInfoPem());
        var server = await ServerProcess.StartAsync(
            Path.Combine(assets, "kube-apiserver"),
            $"--etcd-servers http://127.0.0.1:4794 --cert-dir {home} --secure-port 4796 --bind-address 127.0.0.1 "
                + $"--token-auth-file {home}/tokens --authorization-mode RBAC --service-cluster-ip-range 10.0.0.0/24 "
                + $"--service-account-issuer https://localhost --service-account-key-file {home}/sa.pub "
                + $"--service-account-signing-key-file {home}/sa.key --disable-admission-plugins ServiceAccount "
                + "--max-requests-inflight 4000 --max-mutating-requests-inflight 2000",
            4796);
        var target = new KubeTarget("kube-apiserver", 4796);
        target.processes.AddRange([server, etcd]);
        return target;
    }

    /// <summary>A folder of a server's own, with the file of tokens.</summary>
    private static async Task<string> HomeAsync()
    {
        var home = Directory.CreateTempSubdirectory("eso-bench-").FullName;
        await File.WriteAllTextAsync($"{home}/tokens", $"{Token},bench,1,system:masters\n");
        return home;
    }

    /// <summary>A connection of its own.</summary>
    public KubeCaller Call(bool http2 = false) => http2 ? Watch() : new Http1Caller(Connect(SslApplicationProtocol.Http11), Token);

    /// <summary>A connection for watches, many on each.</summary>
    public Http2Caller Watch() => new(Connect(SslApplicationProtocol.Http2), Token);

    public void Dispose() => processes.ForEach(p => p.Dispose());

    private SslStream Connect(SslApplicationProtocol protocol)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        socket.Connect("127.0.0.1", port);
        var stream = new SslStream(new NetworkStream(socket, ownsSocket: true));
        stream.AuthenticateAsClient(new SslClientAuthenticationOptions
        {
            TargetHost = "127.0.0.1",
            ApplicationProtocols = [protocol],
            EnabledSslProtocols = SslProtocols.Tls13,
#pragma warning disable CA5359 // Each server made its certificate a moment ago.
            RemoteCertificateValidationCallback = static (_, _, _, _) => true,
#pragma warning restore CA5359
        });
        return stream.NegotiatedApplicationProtocol == protocol ? stream : throw new IOException($"no {protocol}");
    }
}
