using System.CommandLine;
using System.Security.Cryptography.X509Certificates;
using Eso.Emulator.Clock;
using Eso.Emulator.Doors;
using Eso.Emulator.Kubernetes;
using Eso.Emulator.State;
using Microsoft.AspNetCore.Http;

namespace Eso.Emulator.Cli;

/// <summary><c>eso kube</c>: the embedded Kubernetes alone, on the real clock, until it is told to stop.</summary>
internal static class KubeCommand
{
    /// <summary>Nothing of this command tells it: kept short, so that it costs nothing.</summary>
    private const int JournalLength = 256;

    private static readonly Option<int> Port = Defaulted("--port", 6443, "Port of the API; 0: a free one");
    private static readonly Option<string> Host = Defaulted("--host", "127.0.0.1", "Address to listen on");
    private static readonly Option<string> Kubeconfig = Defaulted("--kubeconfig", "eso.kubeconfig", "Where to write the kubeconfig (mode 0600)");
    private static readonly Option<string> Issuer = Defaulted("--issuer", "https://kubernetes.default.svc", "Issuer of ServiceAccount tokens");
    private static readonly Option<string?> CertDir = new("--cert-dir") { Description = "Folder with apiserver.crt and apiserver.key; made when missing" };
    private static readonly Option<int?> Seed = new("--seed") { Description = "Seed of all ids and chance (1; with --state a fresh one, or ids would repeat)" };
    private static readonly Option<string?> State = new("--state") { Description = "Folder in which the cluster survives a restart" };

    public static Command Make(TimeProvider machine)
    {
        var command = new Command("kube", "Start the embedded Kubernetes API server alone")
        {
            Port, Host, Kubeconfig, Issuer, CertDir, Seed, State,
        };
        KubeSwitches.AddTo(command);
        command.SetAction((parsed, cancel) => RunAsync(parsed, machine, cancel));
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, TimeProvider clock, CancellationToken cancel)
    {
        var began = clock.GetTimestamp();
        if (KubeSwitches.TlsOf(parsed))
        {
            KestrelDoor.WarmTls();
        }

        var state = parsed.GetValue(State) is { } folder ? Path.GetFullPath(folder) : null;
        var seed = parsed.GetValue(Seed) ?? (state is null ? 1 : System.Security.Cryptography.RandomNumberGenerator.GetInt32(int.MaxValue));
        var options = KubeSwitches.Apply(parsed, new KubeServerOptions
        {
            Issuer = parsed.GetValue(Issuer)!,
            StateDirectory = state,
            // On a real clock Pods take a moment to be scheduled, as everywhere.
            PodScheduleDelay = TimeSpan.FromMilliseconds(300),
            QuietPodScheduleDelay = TimeSpan.FromSeconds(4),
        });
        await using var server = Open(options, clock, seed);
        var certificate = Certificate(parsed, server);
        var starting = Task.Run(() => server.StartAsync(cancel), CancellationToken.None);
        try
        {
            // Keys, content and socket are made at once; who is here before them waits.
            await using var door = await KestrelDoor.StartAsync(
                http => starting.IsCompletedSuccessfully ? server.Pipeline(http) : WhenStartedAsync(http),
                parsed.GetValue(Host)!, parsed.GetValue(Port), certificate, () => server.Certificates.ClientAuthorities);
            server.Url = door.Url;
            var kubeconfig = parsed.GetValue(Kubeconfig)!;
            KubeconfigFile.Write(kubeconfig, server.Kubeconfig(door.Url));
            await starting;
            Console.WriteLine(
                $"kubernetes at {door.Url}, kubeconfig {kubeconfig}, ready in {clock.GetElapsedTime(began).TotalMilliseconds:F0} ms");
            var stop = new TaskCompletionSource();
            await using var registration = cancel.Register(() => stop.TrySetResult());
            await stop.Task;
        }
        catch (PortInUseException taken)
        {
            await starting;
            throw new UsageError($"port {taken.Port} is in use; choose another with --port");
        }

        if (server.LastFailure is { } failure)
        {
            await Console.Error.WriteLineAsync(failure.ToString());
        }

        return 0;

        async Task WhenStartedAsync(HttpContext http)
        {
            await starting;
            await server.Pipeline(http);
        }
    }

    private static KubeServer Open(KubeServerOptions options, TimeProvider clock, int seed)
    {
        try
        {
            return new KubeServer(options, clock, new Entropy(seed), new Journal.Journal(JournalLength), new Activity());
        }
        catch (StateCorruptException e)
        {
            throw new UsageError(e.Message);
        }
    }

    private static Task<X509Certificate2>? Certificate(ParseResult parsed, KubeServer server)
    {
        string[] names = [parsed.GetValue(Host)!];
        return !KubeSwitches.TlsOf(parsed) ? null
            : parsed.GetValue(CertDir) is { } folder ? Task.FromResult(ServingCertificate.FromFolder(folder, server.Certificates, names))
            : Task.Run(() => server.Certificates.Server(names));
    }

    private static Option<T> Defaulted<T>(string name, T value, string about) =>
        new(name) { Description = about, DefaultValueFactory = _ => value };
}
