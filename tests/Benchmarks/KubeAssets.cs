using System.Net;
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
        var port = FreePorts(1)[0];
        var server = await ServerProcess.EsoAsync(
            $"kube --port {port} --kubeconfig {home}/kubeconfig --token-auth-file {home}/tokens", port, witness);
        var target = new KubeTarget("eso", port);
        target.processes.Add(server);
        return target;
    }

    /// <summary>A real etcd and kube-apiserver from <paramref name="assets"/>, started as envtest starts them.</summary>
    public static async Task<KubeTarget> RealAsync(string assets)
    {
        var home = await HomeAsync();
        var (db, peer, port) = FreePorts(3) is [var a, var b, var c] ? (a, b, c) : default;
        var etcd = await ServerProcess.StartAsync(
            Path.Combine(assets, "etcd"),
            $"--data-dir {home}/etcd --listen-client-urls http://127.0.0.1:{db} --advertise-client-urls http://127.0.0.1:{db} "
                + $"--listen-peer-urls http://127.0.0.1:{peer} --unsafe-no-fsync",
            db);
        using var key = RSA.Create(2048);
        await File.WriteAllTextAsync($"{home}/sa.key", key.ExportRSAPrivateKeyPem());
        await File.WriteAllTextAsync($"{home}/sa.pub", key.ExportSubjectPublicKeyInfoPem());
        var server = await ServerProcess.StartAsync(
            Path.Combine(assets, "kube-apiserver"),
            $"--etcd-servers http://127.0.0.1:{db} --cert-dir {home} --secure-port {port} --bind-address 127.0.0.1 "
                + $"--token-auth-file {home}/tokens --authorization-mode RBAC --service-cluster-ip-range 10.0.0.0/24 "
                + $"--service-account-issuer https://localhost --service-account-key-file {home}/sa.pub "
                + $"--service-account-signing-key-file {home}/sa.key --disable-admission-plugins ServiceAccount "
                + "--max-requests-inflight 4000 --max-mutating-requests-inflight 2000",
            port);
        var target = new KubeTarget("kube-apiserver", port);
        target.processes.AddRange([server, etcd]);
        return target;
    }

    /// <summary>Nobody's yet: several may measure on one machine.</summary>
    private static int[] FreePorts(int count)
    {
        var probes = Enumerable.Range(0, count).Select(_ => new TcpListener(IPAddress.Loopback, 0)).ToList();
        probes.ForEach(p => p.Start());
        var ports = probes.Select(p => ((IPEndPoint)p.LocalEndpoint).Port).ToArray();
        probes.ForEach(p => p.Dispose());
        return ports;
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

#pragma warning disable CA1416 // kube-apiserver is not at hand on Windows either.
            // In the order of Go's clients: a server takes the first that it knows too.
            CipherSuitesPolicy = new CipherSuitesPolicy(
            [
                TlsCipherSuite.TLS_AES_128_GCM_SHA256, TlsCipherSuite.TLS_AES_256_GCM_SHA384, TlsCipherSuite.TLS_CHACHA20_POLY1305_SHA256,
            ]),
#pragma warning restore CA1416
#pragma warning disable CA5359 // Each server made its certificate a moment ago.
            RemoteCertificateValidationCallback = static (_, _, _, _) => true,
#pragma warning restore CA5359
        });
        return stream.NegotiatedApplicationProtocol == protocol ? stream : throw new IOException($"no {protocol}");
    }
}
