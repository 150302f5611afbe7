using System.Diagnostics;
using System.Text.Json.Nodes;
using Eso.Emulator.Grounds;
using Eso.Kubernetes;
using Eso.Kubernetes.Client;

namespace Eso.Benchmarks;

/// <summary>
/// Many ExternalSecrets over as many secrets, everything in one process over real sockets: first sync, one refresh of
/// all, hours of rest, and a newcomer amid a refresh. Prints a table.
/// </summary>
internal static class ScaleRun
{
    private static readonly ResourceType ExternalSecrets =
        new("external-secrets.io", "v1", "externalsecrets", "ExternalSecret", true);

    private static readonly ResourceType Stores = new("external-secrets.io", "v1", "secretstores", "SecretStore", true);

#pragma warning disable RS0030 // The machine's clock measures; the world's is manual.
    private static TimeProvider Machine => TimeProvider.System;
#pragma warning restore RS0030

    public static async Task<int> RunAsync(int objects, CancellationToken cancel)
    {
        await using var world = await EmbeddedWorld.StartAsync(
            new WorldOptions { Now = WorldOptions.Epoch, Seed = 1 }, Machine, cancel);
        using var client = world.NewKubeClient("benchmark/1");
        using var http = new HttpMessageInvoker(new SocketsHttpHandler());
        var aws = AwsAccess.ToEmulator(new Uri(world.AwsEndpoint), http, world.Clock, world.Entropy.Uuid);
        await SeedAsync(client, aws, objects, cancel);
        Console.WriteLine($"{objects} ExternalSecrets over {objects} secrets, {Environment.ProcessorCount} cores");

        var first = await FirstSyncAsync(world, client, objects, cancel);
        Row("first sync of all", $"{first.TotalSeconds:0.0} s");
        Row("writes to the API server so far", $"{Writes(world, 0)} of {world.Journal.Read("kube").Count} requests kept");
        var aws0 = Calls(world, 0);
        Row("AWS calls for the first sync", $"{aws0}");

        var mark = world.Journal.Last;
        var clock = Stopwatch.StartNew();
        await world.Clock.AdvanceAsync(TimeSpan.FromHours(1), cancel);
        Row("one refresh of all", $"{clock.Elapsed.TotalSeconds:0.0} s, {Calls(world, mark)} AWS calls, {Writes(world, mark)} writes");

        mark = world.Journal.Last;
        clock.Restart();
        await world.Clock.AdvanceAsync(TimeSpan.FromHours(9), cancel);
        Row("nine hours of rest", $"{clock.Elapsed.TotalSeconds:0.0} s, {Calls(world, mark)} AWS calls, {Writes(world, mark)} writes");
        GC.Collect();
        Row("memory, world and operator together", $"{Process.GetCurrentProcess().WorkingSet64 / 1_048_576} MiB");
        return 0;
    }

    private static async Task SeedAsync(KubeClient client, AwsAccess aws, int objects, CancellationToken cancel)
    {
        await client.CreateAsync(Stores, "default", (JsonObject)JsonNode.Parse("""
            {"apiVersion":"external-secrets.io/v1","kind":"SecretStore","metadata":{"name":"aws"},
             "spec":{"provider":{"aws":{"service":"SecretsManager","region":"us-east-1"}}}}
            """)!, cancel);
        await Parallel.ForEachAsync(Enumerable.Range(0, objects), cancel, async (i, c) =>
            await aws.CallAsync("secretsmanager", "CreateSecret", new JsonObject
            {
                ["Name"] = $"app/{i}",
                ["SecretString"] = $"{{\"user\":\"u{i}\",\"password\":\"p{i}\"}}",
            }, null, c));
    }

    private static async Task<TimeSpan> FirstSyncAsync(
        EmbeddedWorld world, KubeClient client, int objects, CancellationToken cancel)
    {
        var clock = Stopwatch.StartNew();
        await Parallel.ForEachAsync(
            Enumerable.Range(0, objects),
            new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = cancel },
            async (i, c) => await client.CreateAsync(ExternalSecrets, "default", (JsonObject)JsonNode.Parse($$$"""
                {"apiVersion":"external-secrets.io/v1","kind":"ExternalSecret","metadata":{"name":"e{{{i}}}"},
                 "spec":{"refreshInterval":"1h","secretStoreRef":{"name":"aws"},
                 "dataFrom":[{"extract":{"key":"app/{{{i}}}"}}]}}
                """)!, c));
        Console.WriteLine($"created after {clock.Elapsed.TotalSeconds:0.0} s");
        while (true)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(250), Machine, cancel);
            var managed = new ListOptions { LabelSelector = "reconcile.external-secrets.io/managed=true" };
            var secrets = (await client.ListAsync(CoreTypes.Secret, "default", cancel, managed)).Count;
            if (secrets >= objects)
            {
                break;
            }

            if (clock.Elapsed > TimeSpan.FromMinutes(3))
            {
                Console.WriteLine($"gave up with {secrets} synced");
                break;
            }
        }

        return clock.Elapsed;
    }

    private static int Calls(EmbeddedWorld world, long after) => world.Journal.Read("aws", after).Count(e => !e.Operation.EndsWith("CreateSecret", StringComparison.Ordinal));

    private static int Writes(EmbeddedWorld world, long after) => world.Journal.Read("kube", after)
        .Count(e => e.UserAgent.StartsWith("external-secrets", StringComparison.Ordinal)
            && !e.Operation.StartsWith("GET", StringComparison.Ordinal));

    private static void Row(string what, string value) => Console.WriteLine($"{what,-40} {value}");
}
