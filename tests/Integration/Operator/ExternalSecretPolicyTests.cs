using Eso.Integration.Harness;
using Eso.Kubernetes;
using FluentAssertions;
using Xunit;

namespace Eso.Integration.Operator;

/// <summary>Creation and deletion policies, ownership, immutability (eso.md §2.3, §2.5, §2.8) in a whole world.</summary>
public sealed class ExternalSecretPolicyTests(World world) : IClassFixture<World>
{
    [Fact]
    public async Task Merge_needs_a_Secret_and_keeps_its_other_keys()
    {
        var ns = await StoreAsync();
        await ApplyAsync(ns, "target: { creationPolicy: Merge }");
        (await world.ReadyAsync(ns, "es", "SecretMissing"))["message"]!.ToString()
            .Should().Be("secret will not be created due to CreationPolicy=Merge");

        await SecretAsync(ns, "own: value");
        await world.AdvanceAsync(TimeSpan.FromHours(1));

        (await world.SecretAsync(ns, "es")).Should().Equal(new Dictionary<string, string> { ["own"] = "value", ["v"] = "one" });
    }

    [Theory]
    [InlineData("Owner", false, true)]
    [InlineData("Orphan", false, false)]
    [InlineData("CreateOrMerge", true, false)]
    public async Task An_existing_Secret_is_taken_over_as_the_policy_says(string policy, bool keepsForeign, bool owned)
    {
        var ns = await StoreAsync();
        await SecretAsync(ns, "own: value");

        await ApplyAsync(ns, $"target: {{ creationPolicy: {policy} }}");
        await world.ReadyAsync(ns, "es");

        var data = await world.SecretAsync(ns, "es");
        data.Should().ContainKey("v");
        data!.ContainsKey("own").Should().Be(keepsForeign);
        var secret = (await world.GetAsync("Secret", ns, "es"))!;
        (secret.ControllerOwner() is not null).Should().Be(owned);
        secret.Label("reconcile.external-secrets.io/managed").Should().Be("true");
        (secret.Label("reconcile.external-secrets.io/created-by") is not null).Should().Be(owned);
    }

    [Fact]
    public async Task None_writes_nothing_and_is_synced()
    {
        var ns = await StoreAsync();
        await ApplyAsync(ns, "target: { creationPolicy: None }");

        await world.ReadyAsync(ns, "es");

        (await world.SecretAsync(ns, "es")).Should().BeNull();
    }

    [Fact]
    public async Task A_renamed_target_leaves_no_orphan()
    {
        var ns = await StoreAsync();
        await ApplyAsync(ns, "target: { name: first }");
        await world.ReadyAsync(ns, "es");

        await ApplyAsync(ns, "target: { name: second }");

        (await world.SecretAsync(ns, "second")).Should().ContainKey("v");
        (await world.SecretAsync(ns, "first")).Should().BeNull();
        (await world.EventsAsync(ns, "es")).Should().Contain("Normal Deleted: secret deleted because it was orphaned");
    }

    [Theory]
    [InlineData("Owner", "Delete", false)]
    [InlineData("Owner", "Retain", false)]
    [InlineData("Orphan", "Retain", true)]
    public async Task Deleting_the_ExternalSecret_treats_the_Secret_as_ESO_does(string creation, string deletion, bool stays)
    {
        var ns = await StoreAsync();
        await ApplyAsync(ns, $"target: {{ creationPolicy: {creation}, deletionPolicy: {deletion} }}");
        await world.ReadyAsync(ns, "es");

        await world.DeleteAsync("ExternalSecret", ns, "es");

        ((await world.SecretAsync(ns, "es")) is not null).Should().Be(stays);
        (await world.GetAsync("ExternalSecret", ns, "es")).Should().BeNull();
    }

    [Fact]
    public async Task An_immutable_target_keeps_its_content_but_returns_when_deleted()
    {
        var ns = await StoreAsync();
        await ApplyAsync(ns, "target: { immutable: true }");
        await world.ReadyAsync(ns, "es");
        (await world.GetAsync("Secret", ns, "es"))!["immutable"]!.GetValue<bool>().Should().BeTrue();

        await StoreAsync(ns, "two");
        await world.AdvanceAsync(TimeSpan.FromHours(1));
        (await world.SecretAsync(ns, "es")).Should().Contain("v", "one");

        await world.DeleteAsync("Secret", ns, "es");
        (await world.SecretAsync(ns, "es")).Should().Contain("v", "two");
    }

    [Fact]
    public async Task A_Secret_of_another_ExternalSecret_is_not_taken()
    {
        var ns = await StoreAsync();
        await ApplyAsync(ns, "target: { name: shared }", "first");
        await world.ReadyAsync(ns, "first");

        await ApplyAsync(ns, "target: { name: shared }", "second");

        (await world.ReadyAsync(ns, "second", "SecretSyncedError"))["message"]!.ToString()
            .Should().Be("target is owned by another ExternalSecret");
        (await world.GetAsync("Secret", ns, "shared"))!.ControllerOwner()!["name"]!.ToString().Should().Be("first");
    }

    [Fact]
    public async Task Failures_say_why_and_heal_by_themselves()
    {
        var ns = await world.NamespaceAsync();
        await ApplyAsync(ns, "refreshInterval: 1h");
        (await world.ReadyAsync(ns, "es", "SecretSyncedError"))["message"]!.ToString()
            .Should().Be("could not get secret data from provider");
        (await world.EventsAsync(ns, "es")).Should().Contain(
            "Warning UpdateFailed: error processing spec.data[0] (key: a), err: could not get SecretStore \"fake\", "
            + "SecretStore.external-secrets.io \"fake\" not found");

        await StoreAsync(ns, "one");

        await world.ReadyAsync(ns, "es");
        (await world.SecretAsync(ns, "es")).Should().Contain("v", "one");
    }

    [Fact]
    public async Task A_template_error_names_the_missing_key_and_the_keys_there_are()
    {
        var ns = await StoreAsync();
        await ApplyAsync(ns, "target: { template: { data: { x: \"{{ .nope }}\" } } }");

        (await world.ReadyAsync(ns, "es", "SecretSyncedError"))["message"]!.ToString().Should().Be("could not update secret");
        (await world.EventsAsync(ns, "es")).Should().ContainMatch(
            "Warning UpdateFailed: could not apply template: could not execute template: unable to execute template at key x: *nope*(there are: v)");

        await ApplyAsync(ns, "target: { template: { data: { x: \"{{ .v | upper }}\" } } }");
        await world.ReadyAsync(ns, "es");
        (await world.SecretAsync(ns, "es")).Should().Equal(new Dictionary<string, string> { ["x"] = "ONE" });
    }

    [Fact]
    public async Task An_unchanged_refresh_writes_nothing()
    {
        var ns = await StoreAsync();
        await ApplyAsync(ns, "refreshInterval: 10m");
        await world.ReadyAsync(ns, "es");
        await world.SettleAsync();
        var last = (await world.GetAsync("ExternalSecret", ns, "es"))!.ResourceVersion();
        var secret = (await world.GetAsync("Secret", ns, "es"))!.ResourceVersion();

        await world.AdvanceAsync(TimeSpan.FromHours(3));

        (await world.GetAsync("ExternalSecret", ns, "es"))!.ResourceVersion().Should().Be(last);
        (await world.GetAsync("Secret", ns, "es"))!.ResourceVersion().Should().Be(secret);
    }

    private async Task<string> StoreAsync()
    {
        var ns = await world.NamespaceAsync();
        await StoreAsync(ns, "one");
        return ns;
    }

    private Task StoreAsync(string ns, string value) => world.ApplyAsync($$"""
        apiVersion: external-secrets.io/v1
        kind: SecretStore
        metadata: { name: fake, namespace: {{ns}} }
        spec: { provider: { fake: { data: [{ key: a, value: "{{value}}" }] } } }
        """);

    private Task SecretAsync(string ns, string data) => world.ApplyAsync($$"""
        apiVersion: v1
        kind: Secret
        metadata: { name: es, namespace: {{ns}} }
        stringData: { {{data}} }
        """);

    private Task ApplyAsync(string ns, string rest, string name = "es") => world.ApplyAsync($$"""
        apiVersion: external-secrets.io/v1
        kind: ExternalSecret
        metadata: { name: {{name}}, namespace: {{ns}} }
        spec:
          secretStoreRef: { name: fake }
          {{rest}}
          data: [{ secretKey: v, remoteRef: { key: a } }]
        """);
}
