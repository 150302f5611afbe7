using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Eso.Emulator.Kubernetes.Access;
using Eso.Kubernetes;
using Eso.Kubernetes.Client;
using Eso.Kubernetes.Configuration;

namespace Eso.Emulator.Grounds.Envtest;

/// <summary>
/// A real etcd and kube-apiserver on free loopback ports, with certificates of their own, in a temporary folder. Both end,
/// and the folder goes, with this object or with this process, however it ends.
/// </summary>
internal sealed class ControlPlane : IAsyncDisposable
{
    private const int Attempts = 3;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    private readonly GuardedProcess etcd;
    private readonly GuardedProcess apiServer;
    private readonly CertificateAuthority authority;

    private ControlPlane(GuardedProcess etcd, GuardedProcess apiServer, CertificateAuthority authority, Uri url)
    {
        this.etcd = etcd;
        this.apiServer = apiServer;
        this.authority = authority;
        Url = url;
    }

    public Uri Url { get; }

    /// <summary>A kubeconfig of the administrator.</summary>
    public string Kubeconfig => authority.Kubeconfig(Url.AbsoluteUri.TrimEnd('/'));

    /// <summary>Starts both and waits until the API server is ready.</summary>
    /// <exception cref="GroundUnavailableException">One of them does not come up; the message ends with its last words.</exception>
    public static async Task<ControlPlane> StartAsync(EnvtestAssets assets, TimeProvider machine, CancellationToken cancel)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await TryStartAsync(assets, machine, cancel);
            }
            catch (GroundUnavailableException e) when (attempt < Attempts
                && e.Message.Contains("address already in use", StringComparison.OrdinalIgnoreCase))
            {
                // Somebody took a port between our look and their bind: take others.
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await apiServer.DisposeAsync();
        await etcd.DisposeAsync();
        authority.Dispose();
    }

    private static async Task<ControlPlane> TryStartAsync(EnvtestAssets assets, TimeProvider machine, CancellationToken cancel)
    {
        var folder = Directory.CreateTempSubdirectory("eso-envtest-").FullName;
        var ports = FreePorts(3);
        var etcdUrl = $"http://127.0.0.1:{ports[0]}";
        var url = new Uri($"https://127.0.0.1:{ports[2]}");
        var authority = new CertificateAuthority();
        GuardedProcess? apiServer = null;

        // The first guard removes the folder: it is let go last.
        var etcd = GuardedProcess.Start(assets.Etcd,
        [
            $"--data-dir={folder}/etcd", $"--listen-client-urls={etcdUrl}", $"--advertise-client-urls={etcdUrl}",
            $"--listen-peer-urls=http://127.0.0.1:{ports[1]}", "--unsafe-no-fsync=true",
        ], Path.Combine(folder, "etcd.log"), folder);
        try
        {
            using var plain = new HttpMessageInvoker(new SocketsHttpHandler { UseProxy = false });
            await UntilAsync(etcd, () => AnswersAsync(plain, $"{etcdUrl}/health", cancel), machine, cancel);
            WriteFiles(folder, authority);
            apiServer = GuardedProcess.Start(
                assets.ApiServer, ApiServerFlags(folder, etcdUrl, url), Path.Combine(folder, "kube-apiserver.log"), null);
            var made = new ControlPlane(etcd, apiServer, authority, url);
            using var client = new KubeClient(KubeConfigFile.Parse(made.Kubeconfig), null, machine);
            await UntilAsync(apiServer, () => IsReadyAsync(client, cancel), machine, cancel);
            return made;
        }
        catch
        {
            await (apiServer?.DisposeAsync() ?? ValueTask.CompletedTask);
            await etcd.DisposeAsync();
            authority.Dispose();
            throw;
        }
    }

    // envtest's own set: RBAC, no ServiceAccount admission, since nothing makes the default accounts.
    // https://github.com/kubernetes-sigs/controller-runtime/blob/main/pkg/internal/testing/controlplane/apiserver.go
    private static string[] ApiServerFlags(string folder, string etcdUrl, Uri url) =>
    [
        $"--etcd-servers={etcdUrl}", $"--cert-dir={folder}", "--bind-address=127.0.0.1", "--advertise-address=127.0.0.1",
        $"--secure-port={url.Port}", "--service-cluster-ip-range=10.0.0.0/24", "--allow-privileged=true",
        "--authorization-mode=RBAC", "--disable-admission-plugins=ServiceAccount", $"--client-ca-file={folder}/ca.crt",
        $"--tls-cert-file={folder}/server.crt", $"--tls-private-key-file={folder}/server.key",
        $"--service-account-key-file={folder}/sa.key", $"--service-account-signing-key-file={folder}/sa.key",
        $"--service-account-issuer={url.AbsoluteUri.TrimEnd('/')}",
    ];

    private static void WriteFiles(string folder, CertificateAuthority authority)
    {
        using var server = authority.Server([]);
        using var key = server.GetECDsaPrivateKey()!;
        using var accounts = RSA.Create(2048);
        WriteOwn(Path.Combine(folder, "ca.crt"), authority.Pem);
        WriteOwn(Path.Combine(folder, "server.crt"), server.ExportCertificatePem() + "\n");
        WriteOwn(Path.Combine(folder, "server.key"), key.ExportPkcs8PrivateKeyPem() + "\n");
        WriteOwn(Path.Combine(folder, "sa.key"), accounts.ExportRSAPrivateKeyPem() + "\n");
    }

    private static void WriteOwn(string path, string text)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using var writer = new StreamWriter(path, options);
        writer.Write(text);
    }

    private static async Task<bool> IsReadyAsync(KubeClient client, CancellationToken cancel)
    {
        try
        {
            return (await client.GetTextAsync("/readyz", cancel)).Contains("ok", StringComparison.Ordinal);
        }
        catch (KubeException)
        {
            // Not listening yet, or still starting its own parts.
            return false;
        }
    }

    private static async Task<bool> AnswersAsync(HttpMessageInvoker http, string url, CancellationToken cancel)
    {
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, url);
            using var answer = await http.SendAsync(request, cancel);
            return answer.StatusCode == HttpStatusCode.OK;
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException)
        {
            cancel.ThrowIfCancellationRequested();
            return false;
        }
    }

    private static async Task UntilAsync(
        GuardedProcess process, Func<Task<bool>> ready, TimeProvider machine, CancellationToken cancel)
    {
        var began = machine.GetTimestamp();
        while (!await ready())
        {
            if (process.HasEnded())
            {
                throw new GroundUnavailableException($"{process.Name} ended at once: {process.LogTail()}");
            }

            if (machine.GetElapsedTime(began) > Patience)
            {
                throw new GroundUnavailableException(
                    $"{process.Name} was not ready after {Patience.TotalSeconds:0} s: {process.LogTail()}");
            }

            await Task.Delay(Pause, machine, cancel);
        }
    }

    /// <summary>Ports nobody listens on, all different.</summary>
    private static int[] FreePorts(int count)
    {
        var listeners = Enumerable.Range(0, count).Select(_ => new TcpListener(IPAddress.Loopback, 0)).ToList();
        listeners.ForEach(l => l.Start());
        var ports = listeners.Select(l => ((IPEndPoint)l.LocalEndpoint).Port).ToArray();
        listeners.ForEach(l => l.Dispose());
        return ports;
    }
}
