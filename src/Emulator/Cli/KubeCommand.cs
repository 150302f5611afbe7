using Eso.Emulator.Clock;
using Eso.Emulator.Doors;
using Eso.Emulator.Kubernetes;

namespace Eso.Emulator.Cli;

/// <summary><c>eso kube [--port N] [--kubeconfig FILE] [--issuer URL] [--seed N]</c>: the embedded Kubernetes alone, on the real clock.</summary>
internal static class KubeCommand
{
    public static async Task<int> RunAsync(string[] arguments, TimeProvider clock, CancellationToken cancel)
    {
        string Option(string name, string otherwise)
        {
            var at = Array.IndexOf(arguments, name);
            return at >= 0 && at + 1 < arguments.Length ? arguments[at + 1] : otherwise;
        }

        if (!int.TryParse(Option("--port", "6443"), out var port) || !int.TryParse(Option("--seed", "1"), out var seed))
        {
            await Console.Error.WriteLineAsync("usage: eso kube [--port N] [--kubeconfig FILE] [--issuer URL] [--seed N]")
                .ConfigureAwait(false);
            return 2;
        }

        var began = clock.GetTimestamp();
        var options = new KubeServerOptions
        {
            Issuer = Option("--issuer", "https://kubernetes.default.svc"),
            // On a real clock Pods take a moment to be scheduled, as everywhere.
            PodScheduleDelay = TimeSpan.FromMilliseconds(300),
        };
        await using var server = new KubeServer(options, clock, new Entropy(seed), new Journal.Journal(), new Activity());
        try
        {
            using var certificate = server.Certificates.Server([]);
            await server.StartAsync(cancel).ConfigureAwait(false);
            await using var door = await KestrelDoor.StartAsync(server.Pipeline, "127.0.0.1", port, certificate).ConfigureAwait(false);
            server.Url = door.Url;
            var kubeconfig = Option("--kubeconfig", "eso.kubeconfig");
            KubeconfigFile.Write(kubeconfig, server.Kubeconfig(door.Url));
            Console.WriteLine($"kubernetes at {door.Url}, kubeconfig {kubeconfig}, ready in {clock.GetElapsedTime(began).TotalMilliseconds:F0} ms");
            var stop = new TaskCompletionSource();
            using var registration = cancel.Register(() => stop.TrySetResult());
            await stop.Task.ConfigureAwait(false);
            if (server.LastFailure is { } failure)
            {
                await Console.Error.WriteLineAsync(failure.ToString()).ConfigureAwait(false);
            }

            return 0;
        }
        catch (UsageError error)
        {
            await Console.Error.WriteLineAsync(error.Message).ConfigureAwait(false);
            return 2;
        }
        catch (PortInUseException taken)
        {
            await Console.Error.WriteLineAsync($"port {taken.Port} is in use; choose another with --port").ConfigureAwait(false);
            return 2;
        }
    }
}
