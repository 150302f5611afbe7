using Eso.Integration.Harness;
using FluentAssertions;
using Xunit;

namespace Eso.Integration.Operator;

/// <summary>A refresh that finds everything as it was does nothing; one that might find something else looks.</summary>
public sealed class QuietRefreshTests(World world) : IClassFixture<World>
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    [Fact]
    public async Task A_template_that_asks_for_the_time_is_rendered_at_every_refresh()
    {
        var ns = await StoreAsync("target: { template: { data: { at: '{{ now | unixEpoch }}' } } }");
        await world.AdvanceAsync(Hour);
        await world.AdvanceAsync(Hour);
        var before = (await world.SecretAsync(ns, "es"))!["at"];

        await world.AdvanceAsync(Hour);

        (long.Parse((await world.SecretAsync(ns, "es"))!["at"]) - long.Parse(before)).Should().Be(3600);
    }

    [Fact]
    public async Task A_template_from_a_ConfigMap_follows_it_at_the_next_refresh()
    {
        var ns = await StoreAsync(
            "target: { template: { templateFrom: [{ configMap: { name: texts, items: [{ key: a }] } }] } }",
            ns => ConfigMapAsync(ns, "first {{ .v }}"));
        await world.AdvanceAsync(Hour);
        await world.AdvanceAsync(Hour);
        (await world.SecretAsync(ns, "es"))!["a"].Should().Be("first one");

        await ConfigMapAsync(ns, "second {{ .v }}");
        await world.AdvanceAsync(Hour);

        (await world.SecretAsync(ns, "es"))!["a"].Should().Be("second one");
    }

    [Theory]
    [InlineData("")]
    [InlineData("target: { template: { data: { a: '{{ .v | upper }}' } } }")]
    public async Task What_changes_after_quiet_refreshes_is_seen(string spec)
    {
        var ns = await StoreAsync(spec);
        await world.AdvanceAsync(Hour);
        await world.AdvanceAsync(Hour);
        await world.AdvanceAsync(Hour);

        await FakeAsync(ns, "two");
        await world.AdvanceAsync(Hour);
        (await world.SecretAsync(ns, "es"))!.Values.Should().Contain(v => v.Equals("two", StringComparison.OrdinalIgnoreCase));

        // Drift is repaired at once, also when the values are those of last time.
        await world.AdvanceAsync(Hour);
        await world.AdvanceAsync(Hour);
        var right = (await world.SecretAsync(ns, "es"))!;
        await world.ApplyAsync($$"""
            apiVersion: v1
            kind: Secret
            metadata: { name: es, namespace: {{ns}} }
            stringData: { {{right.Keys.First()}}: drifted }
            """);
        (await world.SecretAsync(ns, "es")).Should().Equal(right);
    }

    [Fact]
    public async Task A_template_that_failed_is_rendered_again_when_its_values_have_changed()
    {
        var ns = await StoreAsync("target: { template: { data: { a: '{{ index (list 1) (int .v) }}' } } }", synced: false);
        (await world.ReadyAsync(ns, "es", "SecretSyncedError")).Should().NotBeNull();

        await FakeAsync(ns, "0");
        await world.AdvanceAsync(Hour);

        (await world.SecretAsync(ns, "es"))!["a"].Should().Be("1");
    }

    private async Task<string> StoreAsync(string spec, Func<string, Task>? first = null, bool synced = true)
    {
        var ns = await world.NamespaceAsync();
        await FakeAsync(ns, synced ? "one" : "7");
        await (first?.Invoke(ns) ?? Task.CompletedTask);
        await world.ApplyAsync($$"""
            apiVersion: external-secrets.io/v1
            kind: ExternalSecret
            metadata: { name: es, namespace: {{ns}} }
            spec:
              refreshInterval: 1h
              secretStoreRef: { name: store }
              data: [{ secretKey: v, remoteRef: { key: /v } }]
              {{spec}}
            """);
        if (synced)
        {
            await world.ReadyAsync(ns, "es");
        }

        return ns;
    }

    private Task FakeAsync(string ns, string value) => world.ApplyAsync($$"""
        apiVersion: external-secrets.io/v1
        kind: SecretStore
        metadata: { name: store, namespace: {{ns}} }
        spec: { provider: { fake: { data: [{ key: /v, value: "{{value}}" }] } } }
        """);

    private Task ConfigMapAsync(string ns, string text) => world.ApplyAsync($$$"""
        apiVersion: v1
        kind: ConfigMap
        metadata: { name: texts, namespace: {{{ns}}} }
        data: { a: '{{{text}}}' }
        """);
}
