using System.Text.Json.Nodes;
using Eso.Emulator.Grounds;
using Eso.Integration.Harness;
using FluentAssertions;
using Xunit;

namespace Eso.Integration.Operator;

/// <summary>Targets other than Secrets: <c>target.manifest</c> with the flag that allows it.</summary>
public sealed class GenericTargetTests(GenericTargetTests.GenericWorld world) : IClassFixture<GenericTargetTests.GenericWorld>
{
    private readonly World world = world;

    [Fact]
    public async Task A_config_map_gets_the_values_as_its_data_and_follows_them()
    {
        var ns = await BeginAsync("plain-key", "one");
        await ApplyAsync(ns, "plain-key", "manifest: { apiVersion: v1, kind: ConfigMap }");

        await world.ReadyAsync(ns, "app", "ResourceSynced");
        var map = await MapAsync(ns);
        ((string?)map!["data"]!["value"]).Should().Be("one");
        ((string?)map["metadata"]!["labels"]!["reconcile.external-secrets.io/managed"]).Should().Be("true");
        ((string?)map["metadata"]!["ownerReferences"]![0]!["name"]).Should().Be("app");
        map["metadata"]!["annotations"]!.AsObject().Should().ContainKey("reconcile.external-secrets.io/data-hash");

        await world.PutAsync("SecretsManager", "plain-key", "two");
        await world.AdvanceAsync(TimeSpan.FromMinutes(2));
        await world.SettleAsync();
        ((string?)(await MapAsync(ns))!["data"]!["value"]).Should().Be("two");
        (await world.EventsAsync(ns, "app")).Should().Contain("Normal Created: Created ConfigMap target")
            .And.Contain("Normal Updated: Updated ConfigMap target");
    }

    [Fact]
    public async Task An_unchanged_object_is_not_written_again()
    {
        var ns = await BeginAsync("still-key", "one");
        await ApplyAsync(ns, "still-key", "manifest: { apiVersion: v1, kind: ConfigMap }");
        await world.ReadyAsync(ns, "app", "ResourceSynced");
        var before = (string?)(await MapAsync(ns))!["metadata"]!["resourceVersion"];

        await world.AdvanceAsync(TimeSpan.FromMinutes(3));
        await world.SettleAsync();

        ((string?)(await MapAsync(ns))!["metadata"]!["resourceVersion"]).Should().Be(before);
    }

    [Fact]
    public async Task Templates_are_rendered_at_their_paths()
    {
        var ns = await BeginAsync("path-key", "s3cret");
        await ApplyAsync(ns, "path-key", """
            manifest: { apiVersion: v1, kind: ConfigMap }
            template:
              metadata: { labels: { team: red } }
              data: { plain: "<{{ .value }}>" }
              templateFrom:
                - target: data
                  literal: 'both: "{{ .value | upper }}"'
                - target: metadata.annotations
                  literal: 'note: n-{{ len .value }}'
            """);

        await world.ReadyAsync(ns, "app", "ResourceSynced");
        var map = (await MapAsync(ns))!;
        ((string?)map["data"]!["plain"]).Should().Be("<s3cret>");
        ((string?)map["data"]!["both"]).Should().Be("S3CRET");
        ((string?)map["metadata"]!["labels"]!["team"]).Should().Be("red");
        ((string?)map["metadata"]!["annotations"]!["note"]).Should().Be("n-6");
    }

    [Fact]
    public async Task A_failing_template_names_the_key_and_never_a_value()
    {
        var ns = await BeginAsync("bad-key", "hush-hush");
        await ApplyAsync(ns, "bad-key", """
            manifest: { apiVersion: v1, kind: ConfigMap }
            template:
              data: { plain: "{{ .valeu }}" }
            """);

        var ready = await world.ReadyAsync(ns, "app", "ResourceSyncedError");
        ((string?)ready["message"]).Should().Be("could not apply template to manifest");
        var events = string.Join('\n', await world.EventsAsync(ns, "app"));
        events.Should().Contain("valeu").And.Contain("failed to execute template.data").And.NotContain("hush");
        (await MapAsync(ns)).Should().BeNull();
    }

    [Fact]
    public async Task Merge_waits_for_the_object_and_keeps_what_it_holds()
    {
        var ns = await BeginAsync("merge-key", "one");
        await ApplyAsync(ns, "merge-key", """
            creationPolicy: Merge
            manifest: { apiVersion: v1, kind: ConfigMap }
            template: { data: { mine: "{{ .value }}" } }
            """);
        var ready = await world.ReadyAsync(ns, "app", "ResourceMissing");
        ((string?)ready["message"]).Should().Be("resource will not be created due to CreationPolicy=Merge");

        await world.ApplyAsync($$"""
            apiVersion: v1
            kind: ConfigMap
            metadata: { name: target, namespace: {{ns}} }
            data: { theirs: stays }
            """);
        await world.AdvanceAsync(TimeSpan.FromMinutes(2));
        await world.ReadyAsync(ns, "app", "ResourceSynced");

        var map = (await MapAsync(ns))!;
        ((string?)map["data"]!["theirs"]).Should().Be("stays");
        ((string?)map["data"]!["mine"]).Should().Be("one");
        map["metadata"]!.AsObject().Should().NotContainKey("ownerReferences");
    }

    [Fact]
    public async Task An_unknown_kind_is_reported()
    {
        var ns = await BeginAsync("kind-key", "one");
        await ApplyAsync(ns, "kind-key", "manifest: { apiVersion: example.test/v1, kind: Nothing }");

        var ready = await world.ReadyAsync(ns, "app", "ResourceSyncedError");
        ((string?)ready["message"]).Should().Be("could not get target resource");
    }

    [Fact]
    public async Task The_object_goes_with_its_external_secret()
    {
        var ns = await BeginAsync("gone-key", "one");
        await ApplyAsync(ns, "gone-key", "manifest: { apiVersion: v1, kind: ConfigMap }");
        await world.ReadyAsync(ns, "app", "ResourceSynced");

        await world.DeleteAsync("ExternalSecret", ns, "app");
        await world.SettleAsync();

        (await MapAsync(ns)).Should().BeNull();
    }

    private async Task<string> BeginAsync(string key, string value)
    {
        var ns = await world.NamespaceAsync();
        await world.StoreAsync(ns, "SecretsManager");
        await world.PutAsync("SecretsManager", key, value);
        return ns;
    }

    private Task ApplyAsync(string ns, string key, string target) => world.ApplyAsync($$"""
        apiVersion: external-secrets.io/v1
        kind: ExternalSecret
        metadata: { name: app, namespace: {{ns}} }
        spec:
          refreshInterval: 1m
          secretStoreRef: { name: aws, kind: SecretStore }
          data:
            - secretKey: value
              remoteRef: { key: {{key}} }
          target:
            name: target
            {{target.ReplaceLineEndings("\n    ")}}
        """);

    private Task<JsonObject?> MapAsync(string ns) => world.GetAsync("ConfigMap", ns, "target");

    public sealed class GenericWorld : World
    {
        public GenericWorld() =>
            Options = new WorldOptions { Now = WorldOptions.Epoch, Seed = 7, GenericTargets = true };
    }
}
