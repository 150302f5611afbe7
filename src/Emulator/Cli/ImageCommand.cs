using Eso.Emulator.Clock;
using Eso.Emulator.Grounds;

namespace Eso.Emulator.Cli;

/// <summary>
/// <c>eso image</c>: what the container image runs. It stands in for LocalStack's image (port 4566, health path, the line
/// "Ready.") and for k3s' (port 6443, kubeconfig at /etc/rancher/k3s/k3s.yaml, its last start-up line), also when it is
/// started with their arguments: <c>server --disable=traefik</c>.
/// </summary>
internal static class ImageCommand
{
    private const string K3sKubeconfig = "/etc/rancher/k3s/k3s.yaml";
    private const string Everywhere = "0.0.0.0";

    public static async Task<int> RunAsync(string[] arguments, TimeProvider machine, CancellationToken cancel)
    {
        // k3s' own flags are for a cluster we are not; the one that matters, --tls-san, is answered by certificates for any name.
        var withOperator = arguments.Contains("--operator");
        var kubeconfig = Environment.GetEnvironmentVariable("ESO_KUBECONFIG") is { Length: > 0 } path ? path : K3sKubeconfig;
        await using var world = await EmbeddedWorld.StartAsync(
            new WorldOptions
            {
                Host = Everywhere,
                AwsPort = Port("ESO_AWS_PORT", 4566),
                KubePort = Port("ESO_KUBE_PORT", 6443),
                ClockMode = ClockMode.Real,
                Operator = withOperator,
                Log = Console.Error.WriteLine,
            },
            machine, cancel);
        var inside = new UriBuilder(world.KubeEndpoint) { Host = "127.0.0.1" }.Uri.AbsoluteUri.TrimEnd('/');
        KubeconfigFile.Write(kubeconfig, world.Kube.Kubeconfig(inside));
        Console.WriteLine("Node controller sync successful");
        Console.WriteLine("Ready.");
        try
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, machine, cancel);
        }
        catch (OperationCanceledException)
        {
            // Asked to stop.
        }

        return 0;
    }

    private static int Port(string variable, int usual) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), out var port) && port is > 0 and < 65536 ? port : usual;
}
