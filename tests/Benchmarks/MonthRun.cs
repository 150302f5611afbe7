using System.Diagnostics;
using System.Text.Json.Nodes;
using Eso.Emulator.Grounds;

namespace Eso.Benchmarks;

/// <summary>
/// Virtual time: <c>month [ExternalSecrets] [days]</c> lets so many ExternalSecrets refresh hourly for so many days;
/// <c>worlds-at-once [worlds]</c> opens so many worlds together and syncs a secret in each.
/// </summary>
internal static class MonthRun
{
    public static async Task RunAsync(TimeProvider machine, int secrets, int days)
    {
        var options = new WorldOptions { Now = WorldOptions.Epoch, InMemory = true };
        await using var ground = await EmbeddedGround.OpenAsync(options, machine, CancellationToken.None);
        await BeginAsync(ground);
        for (var i = 0; i < secrets; i++)
        {
            await AddAsync(ground, i);
        }

        await ground.SettleAsync(CancellationToken.None);
        Console.WriteLine($"{secrets} ExternalSecrets at 1h, {days} days, {Environment.ProcessorCount} cores");
        using var process = Process.GetCurrentProcess();
        var began = machine.GetTimestamp();
        var cpu = process.TotalProcessorTime;
        var mark = ground.Journal.Last;
        for (var day = 1; day <= days; day++)
        {
            await ground.AdvanceAsync(TimeSpan.FromDays(1), CancellationToken.None);
            if (day % 5 == 0 || day == days)
            {
                process.Refresh();
                Console.WriteLine($"day {day,3}: {machine.GetElapsedTime(began).TotalSeconds,7:0.0} s, "
                    + $"{(process.TotalProcessorTime - cpu).TotalSeconds,7:0.0} s of CPU, {process.WorkingSet64 / 1048576,5} MB");
            }
        }

        var requests = ground.Journal.Last - mark;
        Console.WriteLine($"{((Eso.Emulator.Clock.WorldClock)ground.Clock).Steps} steps of the clock");
        Console.WriteLine($"{requests} requests, {(process.TotalProcessorTime - cpu).TotalMicroseconds / Math.Max(1, requests):0} µs of CPU each");
    }

    public static async Task AtOnceAsync(TimeProvider machine, int worlds)
    {
        var began = machine.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(1, worlds).Select(async seed =>
        {
            var options = new WorldOptions { Now = WorldOptions.Epoch, InMemory = true, Seed = seed };
            await using var ground = await EmbeddedGround.OpenAsync(options, machine, CancellationToken.None);
            await BeginAsync(ground);
            await AddAsync(ground, 0);
            await ground.AdvanceAsync(TimeSpan.FromHours(1), CancellationToken.None);
            var made = await ground.Kubernetes.GetAsync(new ObjectKey("v1", "Secret", "app", "es-0"), CancellationToken.None);
            if (made is null)
            {
                throw new InvalidOperationException($"world {seed} did not sync");
            }
        }));
        using var process = Process.GetCurrentProcess();
        Console.WriteLine($"{worlds} worlds at once: {machine.GetElapsedTime(began).TotalSeconds:0.0} s, "
            + $"{process.TotalProcessorTime.TotalSeconds:0.0} s of CPU, {process.PeakWorkingSet64 / 1048576} MB at most");
    }

    private static async Task BeginAsync(EmbeddedGround ground)
    {
        foreach (var json in (string[])
        [
            """{"apiVersion":"v1","kind":"Namespace","metadata":{"name":"app"}}""",
            """{"apiVersion":"v1","kind":"Secret","metadata":{"name":"keys","namespace":"app"},"stringData":{"id":"test","secret":"test"}}""",
            """
            {"apiVersion":"external-secrets.io/v1","kind":"SecretStore","metadata":{"name":"aws","namespace":"app"},
             "spec":{"provider":{"aws":{"service":"SecretsManager","region":"us-east-1","auth":{"secretRef":{
               "accessKeyIDSecretRef":{"name":"keys","key":"id"},"secretAccessKeySecretRef":{"name":"keys","key":"secret"}}}}}}}
            """,
        ])
        {
            await ground.Kubernetes.ApplyAsync(JsonNode.Parse(json)!.AsObject(), CancellationToken.None);
        }

        await ground.SettleAsync(CancellationToken.None);
    }

    private static async Task AddAsync(EmbeddedGround ground, int number)
    {
        await ground.Aws.CallAsync("secretsmanager", "CreateSecret",
            new JsonObject { ["Name"] = $"app-{number}", ["SecretString"] = $"value-{number}" }, null, CancellationToken.None);
        await ground.Kubernetes.ApplyAsync(JsonNode.Parse($$"""
            {"apiVersion":"external-secrets.io/v1","kind":"ExternalSecret","metadata":{"namespace":"app","name":"es-{{number}}"},
             "spec":{"refreshInterval":"1h","secretStoreRef":{"kind":"SecretStore","name":"aws"},
               "data":[{"secretKey":"password","remoteRef":{"key":"app-{{number}}"} }] } }
            """)!.AsObject(), CancellationToken.None);
    }
}
