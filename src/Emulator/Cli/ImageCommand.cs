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
        // k3s' other flags are for a cluster we are not.
        var withOperator = arguments.Contains("--operator");
        var kubeconfig = Environment.GetEnvironmentVariable("ESO_KUBECONFIG") is { Length: > 0 } path ? path : K3sKubeconfig;
        await using var world = await EmbeddedWorld.StartAsync(
            new WorldOptions
            {
                Host = Everywhere,
                AwsPort = Port("ESO_AWS_PORT", 4566),
                KubePort = Port("ESO_KUBE_PORT", 6443),
                Kube = new Kubernetes.KubeServerOptions { ServerNames = [Environment.MachineName, .. ServerNames(arguments)] },
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

    /// <summary>Further names of the certificate, as k3s takes them: <c>--tls-san a,b --tls-san=c</c>.</summary>
    internal static IEnumerable<string> ServerNames(string[] arguments)
    {
        for (var i = 0; i < arguments.Length; i++)
        {
            var value = arguments[i] == "--tls-san" && i + 1 < arguments.Length ? arguments[++i]
                : arguments[i].StartsWith("--tls-san=", StringComparison.Ordinal) ? arguments[i]["--tls-san=".Length..] : "";
            foreach (var name in value.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
            {
                yield return name;
            }
        }
    }

    private static int Port(string variable, int usual) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), out var port) && port is > 0 and < 65536 ? port : usual;
}
