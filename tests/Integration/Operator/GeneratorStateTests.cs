using System.Text.Json.Nodes;
using Eso.Emulator.Scenarios;
using Eso.Integration.Harness;
using FluentAssertions;
using Xunit;

namespace Eso.Integration.Operator;

/// <summary>A generator's state is looked at when its time has come, and not for every change of it (eso.md §8).</summary>
public sealed class GeneratorStateTests(World world) : IClassFixture<World>
{
    [Fact]
    public async Task A_change_that_moves_no_deadline_wakes_nobody_and_a_new_deadline_holds()
    {
        var ns = await world.NamespaceAsync();
        await world.ApplyAsync($$"""
            apiVersion: generators.external-secrets.io/v1alpha1
            kind: GeneratorState
            metadata: { name: kept, namespace: {{ns}} }
            spec:
              garbageCollectionDeadline: {{At(48)}}
              resource: { apiVersion: generators.external-secrets.io/v1alpha1, kind: Password, metadata: { name: pw }, spec: { length: 9 } }
              state: {}
            """);
        await world.SettleAsync();
        var before = await ReconcilesAsync();
        before.Should().BePositive();

        await world.PatchAsync("GeneratorState", ns, "kept", new JsonObject { ["metadata"] = new JsonObject { ["labels"] = new JsonObject { ["a"] = "b" } } });
        await world.SettleAsync();
        (await ReconcilesAsync()).Should().Be(before);

        await world.PatchAsync("GeneratorState", ns, "kept", new JsonObject { ["spec"] = new JsonObject { ["garbageCollectionDeadline"] = At(1) } });
        await world.AdvanceAsync(TimeSpan.FromMinutes(59));
        (await world.GetAsync("GeneratorState", ns, "kept")).Should().NotBeNull();
        await world.AdvanceAsync(TimeSpan.FromMinutes(1));
        (await world.GetAsync("GeneratorState", ns, "kept")).Should().BeNull();
    }

    private string At(int hours) => world.Ground.Clock.GetUtcNow().AddHours(hours).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'");

    private async Task<double> ReconcilesAsync() => MetricsPage.Read(await world.Ground.MetricsAsync(CancellationToken.None))
        .Where(s => s.Name == "controller_runtime_reconcile_total" && s.Labels["controller"] == "generatorstate").Sum(s => s.Value);
}
