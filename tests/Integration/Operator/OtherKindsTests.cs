using System.Text.Json.Nodes;
using Eso.Integration.Harness;
using Eso.Kubernetes;
using FluentAssertions;
using Xunit;

namespace Eso.Integration.Operator;

/// <summary>ClusterExternalSecret, PushSecret, ClusterPushSecret, generators, cluster stores (eso.md §2.4, §4, §8).</summary>
public sealed class OtherKindsTests(World world) : IClassFixture<World>
{
    [Fact]
    public async Task A_ClusterExternalSecret_follows_the_labels_of_namespaces()
    {
        var ns = await world.NamespaceAsync();
        await ClusterStoreAsync("ces-store");
        await world.PatchAsync("Namespace", "", ns, Labels("team", "red"));
        await world.ApplyAsync("""
            apiVersion: external-secrets.io/v1
            kind: ClusterExternalSecret
            metadata: { name: ces }
            spec:
              externalSecretName: shared
              namespaceSelectors: [{ matchLabels: { team: red } }]
              externalSecretMetadata: { labels: { from: ces } }
              externalSecretSpec:
                secretStoreRef: { name: ces-store, kind: ClusterSecretStore }
                data: [{ secretKey: v, remoteRef: { key: a } }]
            """);

        await world.ReadyAsync(ns, "shared");
        (await world.SecretAsync(ns, "shared")).Should().Contain("v", "one");
        var status = (await world.GetAsync("ClusterExternalSecret", "", "ces"))!["status"]!;
        status["provisionedNamespaces"]!.AsArray().Select(n => n!.ToString()).Should().Equal(ns);
        (await world.GetAsync("ExternalSecret", ns, "shared"))!.Label("from").Should().Be("ces");
        (await world.GetAsync("Namespace", "", ns))!.Finalizers().Should().Contain("externalsecrets.external-secrets.io/ces-ces");

        await world.PatchAsync("Namespace", "", ns, Labels("team", "blue"));
        await world.SettleAsync();

        (await world.GetAsync("ExternalSecret", ns, "shared")).Should().BeNull();
        (await world.GetAsync("Namespace", "", ns))!.Finalizers().Should().BeEmpty();
    }

    [Fact]
    public async Task A_PushSecret_pushes_updates_and_cleans_up()
    {
        var ns = await world.NamespaceAsync();
        await world.StoreAsync(ns, "SecretsManager");
        await world.ApplyAsync($$"""
            apiVersion: v1
            kind: Secret
            metadata: { name: source, namespace: {{ns}} }
            stringData: { user: bob, password: abc }
            ---
            apiVersion: external-secrets.io/v1alpha1
            kind: PushSecret
            metadata: { name: push, namespace: {{ns}} }
            spec:
              deletionPolicy: Delete
              refreshInterval: 10m
              secretStoreRefs: [{ name: aws }]
              selector: { secret: { name: source } }
              data:
              - match: { secretKey: user, remoteRef: { remoteKey: {{ns}}-user } }
            """);
        (await world.ReadyAsync(ns, "push", "Synced", "PushSecret"))["message"]!.ToString()
            .Should().Be("PushSecret synced successfully");
        (await ValueAsync($"{ns}-user")).Should().Be("bob");
        (await world.GetAsync("PushSecret", ns, "push"))!["status"]!["syncedPushSecrets"]!.ToJsonString()
            .Should().Contain($"SecretStore/aws").And.Contain($"{ns}-user");

        await world.PatchAsync("Secret", ns, "source", new JsonObject { ["stringData"] = new JsonObject { ["user"] = "eve" } });
        await world.AdvanceAsync(TimeSpan.FromMinutes(11));
        (await ValueAsync($"{ns}-user")).Should().Be("eve");

        await world.DeleteAsync("PushSecret", ns, "push");
        await world.SettleAsync();
        (await world.GetAsync("PushSecret", ns, "push")).Should().BeNull();
        var described = await world.AwsAsync("secretsmanager", "DescribeSecret", new JsonObject { ["SecretId"] = $"{ns}-user" });
        described["DeletedDate"].Should().NotBeNull();
    }

    [Fact]
    public async Task DataTo_pushes_what_its_pattern_matches_under_rewritten_names()
    {
        var ns = await world.NamespaceAsync();
        await world.StoreAsync(ns, "SecretsManager");
        await world.ApplyAsync($$"""
            apiVersion: v1
            kind: Secret
            metadata: { name: source, namespace: {{ns}} }
            stringData: { db-user: bob, db-password: abc, other: x }
            ---
            apiVersion: external-secrets.io/v1alpha1
            kind: PushSecret
            metadata: { name: push, namespace: {{ns}} }
            spec:
              secretStoreRefs: [{ name: aws }]
              selector: { secret: { name: source } }
              dataTo:
              - storeRef: { name: aws }
                match: { regexp: "^db-" }
                rewrite: [{ regexp: { source: "^db-", target: "{{ns}}/" } }]
            """);

        await world.ReadyAsync(ns, "push", "Synced", "PushSecret");

        (await ValueAsync($"{ns}/user")).Should().Be("bob");
        (await ValueAsync($"{ns}/password")).Should().Be("abc");
    }

    [Fact]
    public async Task A_PushSecret_without_its_source_says_so()
    {
        var ns = await world.NamespaceAsync();
        await world.StoreAsync(ns, "SecretsManager");
        await world.ApplyAsync($$"""
            apiVersion: external-secrets.io/v1alpha1
            kind: PushSecret
            metadata: { name: push, namespace: {{ns}} }
            spec:
              secretStoreRefs: [{ name: aws }]
              selector: { secret: { name: nope } }
              data: [{ match: { secretKey: a, remoteRef: { remoteKey: b } } }]
            """);

        (await world.ReadyAsync(ns, "push", "Errored", "PushSecret"))["message"]!.ToString()
            .Should().Be("could not get source secret");
    }

    [Fact]
    public async Task A_ClusterPushSecret_provisions_PushSecrets()
    {
        var ns = await world.NamespaceAsync();
        await world.PatchAsync("Namespace", "", ns, Labels("push", "yes"));
        await world.ApplyAsync("""
            apiVersion: external-secrets.io/v1alpha1
            kind: ClusterPushSecret
            metadata: { name: cps }
            spec:
              namespaceSelectors: [{ matchLabels: { push: "yes" } }]
              pushSecretSpec:
                secretStoreRefs: [{ name: aws }]
                selector: { secret: { name: source } }
                data: [{ match: { secretKey: a, remoteRef: { remoteKey: b } } }]
            """);
        await world.SettleAsync();

        (await world.GetAsync("PushSecret", ns, "cps")).Should().NotBeNull();
        (await world.GetAsync("ClusterPushSecret", "", "cps"))!["status"]!["conditions"]![0]!["status"]!.ToString().Should().Be("True");
    }

    [Fact]
    public async Task Generators_make_values_namespaced_and_cluster_wide()
    {
        var ns = await world.NamespaceAsync();
        await world.ApplyAsync($$"""
            apiVersion: generators.external-secrets.io/v1alpha1
            kind: Password
            metadata: { name: pw, namespace: {{ns}} }
            spec: { length: 30, digits: 5, symbols: 0, noUpper: false, allowRepeat: true }
            ---
            apiVersion: generators.external-secrets.io/v1alpha1
            kind: ClusterGenerator
            metadata: { name: ids }
            spec: { kind: UUID, generator: { uuidSpec: {} } }
            ---
            apiVersion: external-secrets.io/v1
            kind: ExternalSecret
            metadata: { name: made, namespace: {{ns}} }
            spec:
              refreshInterval: "0"
              dataFrom:
              - sourceRef: { generatorRef: { kind: Password, name: pw } }
              - sourceRef: { generatorRef: { kind: ClusterGenerator, name: ids } }
                rewrite: [{ regexp: { source: "^", target: "my-" } }]
            """);

        await world.ReadyAsync(ns, "made");

        var data = (await world.SecretAsync(ns, "made"))!;
        data["password"].Should().HaveLength(30);
        Guid.TryParse(data["my-uuid"], out _).Should().BeTrue();
    }

    [Fact]
    public async Task A_cluster_store_with_conditions_refuses_other_namespaces()
    {
        var ns = await world.NamespaceAsync();
        await world.ApplyAsync("""
            apiVersion: external-secrets.io/v1
            kind: ClusterSecretStore
            metadata: { name: picky }
            spec:
              conditions: [{ namespaceRegexes: ["^prod-"] }, { namespaces: [elsewhere] }]
              provider: { fake: { data: [{ key: a, value: one }] } }
            """);
        await world.ApplyAsync($$"""
            apiVersion: external-secrets.io/v1
            kind: ExternalSecret
            metadata: { name: es, namespace: {{ns}} }
            spec:
              secretStoreRef: { name: picky, kind: ClusterSecretStore }
              data: [{ secretKey: v, remoteRef: { key: a } }]
            """);

        await world.ReadyAsync(ns, "es", "SecretSyncedError");

        (await world.EventsAsync(ns, "es")).Should().ContainMatch(
            $"*using cluster store \"picky\" is not allowed from namespace \"{ns}\": denied by spec.condition");
    }

    [Fact]
    public async Task Stores_of_another_class_and_unknown_backends_are_told_apart()
    {
        var ns = await world.NamespaceAsync();
        await world.ApplyAsync($$"""
            apiVersion: external-secrets.io/v1
            kind: SecretStore
            metadata: { name: theirs, namespace: {{ns}} }
            spec: { controller: other, provider: { fake: { data: [{ key: a, value: one }] } } }
            ---
            apiVersion: external-secrets.io/v1
            kind: SecretStore
            metadata: { name: onepassword, namespace: {{ns}} }
            spec:
              provider:
                onepassword:
                  connectHost: https://example.com
                  vaults: { v: 1 }
                  auth: { secretRef: { connectTokenSecretRef: { name: t, key: k } } }
            """);
        await world.ReadyAsync(ns, "onepassword", "InvalidProviderConfig", "SecretStore");

        (await world.GetAsync("SecretStore", ns, "theirs"))!["status"].Should().BeNull();
        (await world.EventsAsync(ns, "onepassword")).Should().Contain(
            "Warning InvalidProviderConfig: failed to find registered store backend for type: onepassword, name: onepassword");
    }

    private async Task<string> ValueAsync(string id)
    {
        var answer = await world.AwsAsync("secretsmanager", "GetSecretValue", new JsonObject { ["SecretId"] = id });
        return answer["SecretString"]?.ToString()
            ?? System.Text.Encoding.UTF8.GetString(Convert.FromBase64String(answer["SecretBinary"]!.ToString()));
    }

    private Task ClusterStoreAsync(string name) => world.ApplyAsync($$"""
        apiVersion: external-secrets.io/v1
        kind: ClusterSecretStore
        metadata: { name: {{name}} }
        spec: { provider: { fake: { data: [{ key: a, value: one }] } } }
        """);

    private static JsonObject Labels(string key, string value) =>
        new() { ["metadata"] = new JsonObject { ["labels"] = new JsonObject { [key] = value } } };
}
