using System.Diagnostics;
using Eso.Emulator.Doors;
using Eso.Emulator.Kubernetes;
using Eso.Emulator.Kubernetes.Access;
using Eso.Emulator.Kubernetes.Fields;
using Eso.Emulator.Kubernetes.Kinds;

namespace Eso.Benchmarks;

/// <summary><c>-- phases</c>: where the start of <c>eso kube</c> spends its time, in this very process.</summary>
internal static class StartPhases
{
    public static async Task<int> RunAsync()
    {
        var last = Stopwatch.GetTimestamp();
        void Done(string what)
        {
            Console.Error.WriteLine($"{what,-24} {Stopwatch.GetElapsedTime(last).TotalMilliseconds,7:0.0} ms");
            last = Stopwatch.GetTimestamp();
        }

        Done("nothing");
        _ = typeof(KindRegistry).Assembly.GetTypes().Length;
        Done("all types");
        _ = KindRegistry.BuiltIns.Count;
        Done("kinds");
        _ = TypeTable.Shared;
        Done("type table");
        using (var authority = new CertificateAuthority())
        {
            Done("certificate authority");
            using var certificate = authority.Server([]);
            Done("server certificate");
        }

#pragma warning disable RS0030 // The machine's clock measures.
        await using var server = new KubeServer(
            new KubeServerOptions(), TimeProvider.System, new Eso.Emulator.Clock.Entropy(1), new Eso.Emulator.Journal.Journal(), new Eso.Emulator.Clock.Activity());
#pragma warning restore RS0030
        Done("server made");
        using var own = server.Certificates.Server([]);
        Done("its certificate");
        await server.StartAsync();
        Done("initial content");
        await using var door = await KestrelDoor.StartAsync(server.Pipeline, "127.0.0.1", 0, own);
        Done("door");
        _ = server.Kubeconfig(door.Url);
        Done("kubeconfig");
        return 0;
    }
}
