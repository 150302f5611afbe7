using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.RegularExpressions;
using FluentAssertions;
using Xunit;

namespace Eso.Integration.Cli;

/// <summary>Drives the two executables as controller-runtime's envtest does: flag discovery, certificates, health, SIGTERM.</summary>
public sealed class EnvtestAssetsTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("eso-envtest-").FullName;
    private readonly List<Process> started = [];

    public void Dispose()
    {
        foreach (var process in started)
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }

            process.Dispose();
        }

        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task An_envtest_suite_starts_uses_its_certificates_and_stops()
    {
        if (OperatingSystem.IsWindows())
        {
            // The executables are shell scripts.
            return;
        }

        (await EsoProcess.RunAsync("envtest-assets", folder)).Code.Should().Be(0);
        var help = await OutputAsync(Path.Combine(folder, "kube-apiserver"), "--help");
        Regex.IsMatch(help, @"(?m)^\s*--secure-port\b").Should().BeTrue();
        Regex.IsMatch(help, @"(?m)^\s*--insecure-port\b").Should().BeFalse("envtest would then set a flag that nobody has any more");

        var (etcdPort, port) = (FreePort(), FreePort());
        var etcdUrl = $"http://127.0.0.1:{etcdPort}";
        var etcd = Start("etcd", $"--listen-client-urls={etcdUrl}", $"--advertise-client-urls={etcdUrl}",
            "--listen-peer-urls=http://127.0.0.1:0", $"--data-dir={folder}/data", "--unsafe-no-fsync=true");
        using var admin = Certificates(folder);
        var api = Start("kube-apiserver", "--allow-privileged=true", "--authorization-mode=RBAC", "--bind-address=127.0.0.1",
            $"--cert-dir={folder}", $"--client-ca-file={folder}/client-cert-auth-ca.crt", "--disable-admission-plugins=ServiceAccount",
            $"--etcd-servers={etcdUrl}", $"--secure-port={port}", $"--service-account-issuer=https://127.0.0.1:{port}/",
            $"--service-account-key-file={folder}/sa-signer.crt", $"--service-account-signing-key-file={folder}/sa-signer.key",
            "--service-cluster-ip-range=10.0.0.0/24");

        using var anyone = Client(null);
        (await HealthyAsync(anyone, etcdUrl + "/health")).Should().Contain("true");
        (await HealthyAsync(anyone, $"https://127.0.0.1:{port}/healthz")).Should().Be("ok");
        (await anyone.GetAsync(new Uri($"https://127.0.0.1:{port}/api/v1/namespaces/default"))).StatusCode
            .Should().Be(HttpStatusCode.Forbidden, "authorization is on");
        using var client = Client(admin);
        (await client.GetStringAsync(new Uri($"https://127.0.0.1:{port}/api/v1/namespaces/default"))).Should().Contain("\"Active\"");
        (await client.GetStringAsync(new Uri($"https://127.0.0.1:{port}/api/v1/nodes"))).Should().Contain("\"items\":[]");

        foreach (var process in (Process[])[api, etcd])
        {
            using var kill = Process.Start("kill", $"-TERM {process.Id}");
            await process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(60), TimeProvider.System);
            process.ExitCode.Should().Be(0);
        }
    }

    /// <summary>The flags with which Kubernetes' hack/make-rules/test-cmd.sh starts the API server for kubectl's own tests.</summary>
    [Fact]
    public async Task The_flags_of_kubectls_own_tests_are_taken()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        (await EsoProcess.RunAsync("envtest-assets", folder)).Code.Should().Be(0);
        using var admin = Certificates(folder);
        var port = FreePort();
        var key = $"{folder}/sa-signer.key";
        File.WriteAllText($"{folder}/tokens.csv", "admin-token,admin,,\"system:masters\"\n");
        Start("kube-apiserver", "--bind-address=127.0.0.1", "--authorization-mode=RBAC,AlwaysAllow", $"--secure-port={port}",
            "--feature-gates=ServerSideApply=true", "--enable-admission-plugins=LimitRanger,ResourceQuota",
            "--disable-admission-plugins=ServiceAccount,PersistentVolumeLabel,DefaultStorageClass,DefaultTolerationSeconds,"
            + "MutatingAdmissionWebhook,ValidatingAdmissionWebhook,StorageObjectInUseProtection",
            "--etcd-servers=http://127.0.0.1:1", "--runtime-config=api/v1", $"--service-account-key-file={key}",
            "--service-account-lookup=true", "--service-account-issuer=https://kubernetes.default.svc",
            $"--service-account-signing-key-file={key}", "--storage-media-type=", $"--cert-dir={folder}/certs",
            "--service-cluster-ip-range=10.0.0.0/24", $"--client-ca-file={folder}/client-cert-auth-ca.crt",
            $"--token-auth-file={folder}/tokens.csv");

        var url = $"https://127.0.0.1:{port}";
        using var client = Client(null);
        client.DefaultRequestHeaders.Authorization = new("Bearer", "admin-token");
        (await HealthyAsync(client, url + "/healthz")).Should().Be("ok");
        File.Exists($"{folder}/certs/apiserver.crt").Should().BeTrue("some functions read it there");
        using var made = await client.PostAsync(new Uri(url + "/api/v1/namespaces/default/pods"), new StringContent(
            """{"metadata":{"name":"p"},"spec":{"containers":[{"name":"c","image":"i"}]}}""", new MediaTypeHeaderValue("application/json")));
        made.StatusCode.Should().Be(HttpStatusCode.Created, "no ServiceAccount is asked for");
        client.DefaultRequestHeaders.Add("Impersonate-User", "somebody");
        (await client.GetStringAsync(new Uri(url + "/api/v1/secrets"))).Should().Contain("SecretList", "everybody may do everything");
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private Process Start(string name, params string[] arguments)
    {
        var process = Process.Start(new ProcessStartInfo(Path.Combine(folder, name), arguments) { RedirectStandardError = true })!;
        process.BeginErrorReadLine();
        started.Add(process);
        return process;
    }

    private static async Task<string> OutputAsync(string file, string argument)
    {
        using var process = Process.Start(new ProcessStartInfo(file, [argument]) { RedirectStandardOutput = true })!;
        var text = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        process.ExitCode.Should().Be(0);
        return text;
    }

    /// <summary>What envtest puts in place: serving certificate, client authority, signing key; answers a client of system:masters.</summary>
    private static X509Certificate2 Certificates(string folder)
    {
        var from = DateTimeOffset.UnixEpoch.AddYears(40);
        var until = from.AddYears(80);
        using var servingKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var serving = new CertificateRequest("CN=localhost", servingKey, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        serving.CertificateExtensions.Add(names.Build());
        File.WriteAllText($"{folder}/apiserver.crt", serving.CreateSelfSigned(from, until).ExportCertificatePem());
        File.WriteAllText($"{folder}/apiserver.key", servingKey.ExportPkcs8PrivateKeyPem());
        using var signer = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        File.WriteAllText($"{folder}/sa-signer.key", signer.ExportPkcs8PrivateKeyPem());

        using var authorityKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=environment", authorityKey, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        using var authority = request.CreateSelfSigned(from, until);
        File.WriteAllText($"{folder}/client-cert-auth-ca.crt", authority.ExportCertificatePem());
        using var userKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var user = new CertificateRequest("O=system:masters, CN=admin", userKey, HashAlgorithmName.SHA256);
        user.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.2")], false));
        using var issued = user.Create(authority, from, until, [1, 2, 3]);
        using var whole = issued.CopyWithPrivateKey(userKey);
        return X509CertificateLoader.LoadPkcs12(whole.Export(X509ContentType.Pkcs12), null);
    }

    private static HttpClient Client(X509Certificate2? certificate)
    {
        var handler = new HttpClientHandler { ServerCertificateCustomValidationCallback = (_, _, _, _) => true };
        if (certificate is not null)
        {
            handler.ClientCertificates.Add(certificate);
        }

        return new HttpClient(handler) { Timeout = TimeSpan.FromSeconds(60) };
    }

    /// <summary>envtest waits 20 seconds at most.</summary>
    private static async Task<string> HealthyAsync(HttpClient http, string url)
    {
        for (var left = 200; ; left--)
        {
            try
            {
                return await http.GetStringAsync(new Uri(url));
            }
            catch (HttpRequestException) when (left > 0)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System);
            }
        }
    }
}
