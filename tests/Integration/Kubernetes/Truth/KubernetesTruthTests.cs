using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using FluentAssertions;
using Xunit;
using Xunit.Abstractions;

namespace Eso.Integration.Kubernetes.Truth;

/// <summary>
/// Every recorded case over a real socket. Other cases can be given with ESO_KUBE_TRUTH=DIR; the ledger then counts
/// for nothing but names.
/// </summary>
public class KubernetesTruthTests(ITestOutputHelper output)
{
    [Fact]
    public async Task Recorded_answers_of_a_real_server_are_given()
    {
#pragma warning disable RS0030 // Real sockets, real time.
        var clock = TimeProvider.System;
#pragma warning restore RS0030
        var data = Path.Combine(AppContext.BaseDirectory, "Data", "kube");
        var directory = Environment.GetEnvironmentVariable("ESO_KUBE_TRUTH") ?? Path.Combine(data, "public");
        var known = (await File.ReadAllLinesAsync(Path.Combine(data, "known-failures.txt")))
            .Where(l => l.Length > 0 && !l.StartsWith('#')).ToHashSet();
        var cases = Directory.GetFiles(directory, "*.json", SearchOption.AllDirectories)
            .Order(StringComparer.Ordinal).Select(f => JsonNode.Parse(File.ReadAllBytes(f))!.AsObject()).ToList();
        await using var server = await TruthServer.StartAsync(clock);
        var failures = new ConcurrentDictionary<string, string>();
        await Parallel.ForEachAsync(
            cases.Select((c, i) => (Case: c, Number: i)),
            new ParallelOptions { MaxDegreeOfParallelism = 4 },
            async (item, _) =>
            {
                if (await PlayAsync(server, clock, item.Case, item.Number) is { } wrong)
                {
                    failures[$"{item.Case["group"]}/{item.Case["name"]}"] = wrong;
                }
            });
        output.WriteLine($"kube truth: {cases.Count - failures.Count}/{cases.Count}");
        foreach (var (name, wrong) in failures.OrderBy(f => f.Key, StringComparer.Ordinal))
        {
            output.WriteLine($"{(known.Contains(name) ? "known" : "FAIL ")} {name}: {wrong}");
        }

        server.LastFailure.Should().BeNull();
        failures.Keys.Except(known).Order().Should().BeEmpty();
    }

    private static async Task<string?> PlayAsync(TruthServer server, TimeProvider clock, JsonObject source, int number)
    {
        await using var player = new TruthPlayer(server, clock, source, number);
        try
        {
            return await player.RunAsync();
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            return $"runner: {e.GetType().Name}: {e.Message} {e.StackTrace?.Split((char)10)[0]}";
        }
    }
}
