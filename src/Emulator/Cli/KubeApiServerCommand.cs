using System.Globalization;
using System.Security.Cryptography;
using Eso.Emulator.Clock;
using Eso.Emulator.Doors;
using Eso.Emulator.Kubernetes;
using Eso.Emulator.Kubernetes.Access;

namespace Eso.Emulator.Cli;

/// <summary>
/// <c>eso kube-apiserver</c>: this server behind the real one's flags, for envtest. As there, nothing but the API server
/// runs: no node, and none of the controllers that live in kube-controller-manager (<c>ESO_CONTROLLERS</c> names some to
/// run all the same, separated by commas). Flags that mean nothing here are taken and left alone.
/// </summary>
internal static class KubeApiServerCommand
{
    /// <summary>Nothing of this command tells it: kept short, so that it costs nothing.</summary>
    private const int JournalLength = 256;

    private const string Help = """
        The Kubernetes API server, emulated. Flags that have no effect here are accepted.

        Usage:
          kube-apiserver [flags]

              --advertise-address ip
              --allow-privileged
              --authorization-mode strings                Known: RBAC, AlwaysAllow.
              --bind-address ip
              --cert-dir string                           Folder with apiserver.crt and apiserver.key; made when missing.
              --client-ca-file string                     Authorities of client certificates.
              --disable-admission-plugins strings
              --enable-admission-plugins strings
              --etcd-servers strings
              --feature-gates mapStringBool
              --runtime-config mapStringString
              --secure-port int
              --service-account-issuer strings
              --service-account-key-file stringArray
              --service-account-signing-key-file string   Key that ServiceAccount tokens are signed with.
              --service-cluster-ip-range string
              --tls-cert-file string
              --tls-private-key-file string
              --token-auth-file string                    Bearer tokens: token,user,uid,"group1,group2".
              --v Level
              --version version[=true]

        """;

    public static async Task<int> RunAsync(string[] arguments, TimeProvider clock, CancellationToken cancel)
    {
        if (arguments.Contains("--help") || arguments.Contains("-h"))
        {
            await Console.Out.WriteAsync(Help);
            return 0;
        }

        var flags = GoFlags.Parse(arguments);
        if (flags["version"].Length > 0)
        {
            Console.WriteLine("Kubernetes v1.36.0");
            return 0;
        }

        try
        {
            return await ServeAsync(flags, clock, cancel);
        }
        catch (UsageError error)
        {
            await Console.Error.WriteLineAsync("Error: " + error.Message);
            return 1;
        }
        catch (PortInUseException taken)
        {
            await Console.Error.WriteLineAsync(
                $"Error: failed to create listener: failed to listen on {taken.Host}:{taken.Port}: bind: address already in use");
            return 1;
        }
    }

    private static async Task<int> ServeAsync(GoFlags flags, TimeProvider clock, CancellationToken cancel)
    {
        var host = flags["bind-address"] is { Length: > 0 } given && given != "0.0.0.0" ? given : "127.0.0.1";
        var port = flags["secure-port"] is { Length: > 0 } number ? int.Parse(number, CultureInfo.InvariantCulture) : 6443;
        await using var server = new KubeServer(Options(flags), clock, new Entropy(Environment.ProcessId), new Journal.Journal(JournalLength), new Activity());
        using var certificate = flags["tls-cert-file"] is { Length: > 0 } file
            ? ServingCertificate.FromFiles(file, flags["tls-private-key-file"])
            : flags["cert-dir"] is { Length: > 0 } folder
                ? ServingCertificate.FromFolder(folder, server.Certificates, [host])
                : server.Certificates.Server([host]);
        await server.StartAsync(cancel);
        await using var door = await KestrelDoor.StartAsync(
            server.Pipeline, host, port, certificate, server.Certificates.ClientAuthorities);
        server.Url = door.Url;
        await Console.Error.WriteLineAsync($"Serving securely on {host}:{door.Port}");
        var stop = new TaskCompletionSource();
        await using var registration = cancel.Register(() => stop.TrySetResult());
        await stop.Task;
        if (server.LastFailure is { } failure)
        {
            await Console.Error.WriteLineAsync(failure.ToString());
        }

        return 0;
    }

    private static KubeServerOptions Options(GoFlags flags)
    {
        var modes = flags["authorization-mode"].Split(',', StringSplitOptions.RemoveEmptyEntries);
        var controllers = Environment.GetEnvironmentVariable("ESO_CONTROLLERS") ?? "";
        var range = flags["service-cluster-ip-range"].Split(',')[0].Split('/')[0].Split('.');
        return new KubeServerOptions
        {
            Authentication = modes.Length > 0 && !modes.Contains("AlwaysAllow"),
            Issuer = flags["service-account-issuer"],
            ServiceNetwork = range.Length == 4 ? string.Join('.', range[..3]) : "10.0.0",
            ClientAuthorities = ClientAuthorityFile.Read(flags["client-ca-file"]),
            TokenKey = Key(flags["service-account-signing-key-file"]),
            StaticTokens = flags["token-auth-file"] is { Length: > 0 } tokens
                ? TokenFileReading.Read(tokens)
                : new Dictionary<string, StaticToken>(),
            DisabledAdmission = KubeSwitches.PluginsOf(flags.All("disable-admission-plugins")),
            Node = "",
            RunsPods = false,

            // Event TTL is the API server's own affair; everything else belongs to kube-controller-manager.
            Controllers = KubeSwitches.ControllersOf([controllers], "ESO_CONTROLLERS"),
        };
    }

    private static TokenKey? Key(string path)
    {
        const string flag = "--service-account-signing-key-file";
        var pem = ClientAuthorityFile.Text(path, flag);
        try
        {
            return pem.Length == 0 ? null : TokenKey.FromPem(pem);
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            throw new UsageError($"{flag} holds no private key: {e.Message}");
        }
    }
}
