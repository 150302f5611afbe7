using Eso.Emulator.Grounds;
using Eso.Emulator.Scenarios;
using Eso.Kubernetes;
using FluentAssertions;
using Xunit;

namespace Eso.Integration.Operator;

/// <summary>What an operator makes of objects that were there before it.</summary>
public sealed class RestartTests
{
    [Fact]
    public async Task Objects_older_than_the_operator_wait_for_the_first_verdict_on_their_store()
    {
        await using var world = await EmbeddedWorld.StartAsync(
            new WorldOptions { Now = WorldOptions.Epoch, Seed = 5 }, Harness.World.Machine, default);
        using var admin = world.NewKubeClient("test/1");
        await world.StopOperatorAsync(default);
        await ApplyAsync(new KubernetesAccess(admin));
        await world.Clock.AdvanceAsync(TimeSpan.FromHours(1));

        await world.StartOperatorAsync(default);
        await world.Clock.SettleAsync();

        for (var i = 0; i < 20; i++)
        {
            (await admin.FindAsync(CoreTypes.Secret, "default", $"es-{i}", default)).Should().NotBeNull();
        }

        (await admin.ListAsync(CoreTypes.Event, "default", default)).Where(e => e.Text("reason") == "UpdateFailed")
            .Select(e => e.Text("message")).Should().BeEmpty();
    }

    [Fact]
    public async Task A_restart_reads_each_object_once_and_writes_nothing()
    {
        await using var world = await EmbeddedWorld.StartAsync(
            new WorldOptions { Now = WorldOptions.Epoch, Seed = 6 }, Harness.World.Machine, default);
        using var admin = world.NewKubeClient("test/1");
        await ApplyAsync(new KubernetesAccess(admin));
        await world.Clock.SettleAsync();
        await world.StopOperatorAsync(default);
        await world.Clock.AdvanceAsync(TimeSpan.FromHours(2));
        var mark = world.Journal.Last;

        await world.StartOperatorAsync(default);
        await world.Clock.SettleAsync();

        world.Journal.Read("kube", mark)
            .Where(e => e.UserAgent.StartsWith("external-secrets", StringComparison.Ordinal) && e.Operation.Contains("/externalsecrets/es-"))
            .Select(e => e.Operation).Should().BeEmpty("nothing has changed");
    }

    private static async Task ApplyAsync(KubernetesAccess access)
    {
        var objects = string.Join("\n---\n", Enumerable.Range(0, 20).Select(i => $$"""
            apiVersion: external-secrets.io/v1
            kind: ExternalSecret
            metadata: { name: es-{{i}}, namespace: default }
            spec: { refreshInterval: 1h, secretStoreRef: { name: store }, data: [{ secretKey: v, remoteRef: { key: /v } }] }
            """));
        foreach (var manifest in Manifests.Parse($$"""
            apiVersion: external-secrets.io/v1
            kind: SecretStore
            metadata: { name: store, namespace: default }
            spec: { provider: { fake: { data: [{ key: /v, value: one }] } } }
            ---
            {{objects}}
            """, "test"))
        {
            await access.ApplyAsync(manifest, default);
        }
    }
}
