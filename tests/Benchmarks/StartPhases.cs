using System.Diagnostics;
using Eso.Emulator.Aws;
using Eso.Emulator.Aws.Protocol;
using Eso.Emulator.Doors;
using Eso.Emulator.Kubernetes;
using Eso.Emulator.Kubernetes.Access;
using Eso.Emulator.Kubernetes.Fields;
using Eso.Emulator.Kubernetes.Kinds;
using Microsoft.AspNetCore.Http;

namespace Eso.Benchmarks;

/// <summary>
/// <c>-- phases [aws]</c>: where the start of <c>eso kube</c> (or <c>aws</c>) spends its time, in this very process.
/// </summary>
internal static class StartPhases
{
    private static long last = Stopwatch.GetTimestamp();

    public static async Task<int> AwsAsync()
    {
        Done("nothing");
        var registry = ServiceRegistry.Shared;
        Done("services");
        var service = registry.ByTargetPrefix("secretsmanager")!;
        Done("service");
        _ = service.Model.Operations.Count();
        Done("its model");
        _ = service.Operation("ListSecrets");
        Done("operation");
#pragma warning disable RS0030 // The machine's clock measures.
        using var server = new AwsServer(
            new AwsServerOptions(), TimeProvider.System, new Eso.Emulator.Clock.Entropy(1), new Eso.Emulator.Journal.Journal(), new Eso.Emulator.Clock.Activity());
#pragma warning restore RS0030
        Done("server made");
        var http = new DefaultHttpContext();
        http.Request.Method = "POST";
        http.Request.ContentType = AnswerWriting.JsonType;
        http.Request.Headers["X-Amz-Target"] = "secretsmanager.ListSecrets";
        http.Request.ContentLength = 0;
        Done("request made");
        await server.Pipeline(http);
        Done("request answered");
        await using var door = await KestrelDoor.StartAsync(server.Pipeline, "127.0.0.1", 0);
        Done("door");
        return 0;
    }

    public static async Task<int> RunAsync()
    {
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

    private static void Done(string what)
    {
        Console.Error.WriteLine($"{what,-24} {Stopwatch.GetElapsedTime(last).TotalMilliseconds,7:0.0} ms");
        last = Stopwatch.GetTimestamp();
    }
}
