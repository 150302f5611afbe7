using System.Text.Json.Nodes;
using Eso.Integration.Harness;
using FluentAssertions;
using Xunit;

namespace Eso.Integration.Flows;

public sealed class CreateFlowTests(World world) : IClassFixture<World>
{
    [Theory]
    [InlineData("SecretsManager", "external-secrets.io/v1")]
    [InlineData("ParameterStore", "external-secrets.io/v1")]
    [InlineData("SecretsManager", "external-secrets.io/v1beta1")]
    [InlineData("ParameterStore", "external-secrets.io/v1beta1")]
    public async Task A_secret_in_AWS_becomes_a_Secret_exactly(string service, string apiVersion)
    {
        var ns = await world.NamespaceAsync();
        await world.StoreAsync(ns, service);
        await world.PutAsync(service, $"/{ns}/db", """{"username":"bob","password":"abc123xyz456","port":5432}""");

        await world.ApplyAsync($$"""
            apiVersion: {{apiVersion}}
            kind: ExternalSecret
            metadata: { name: db, namespace: {{ns}} }
            spec:
              refreshInterval: 1h
              secretStoreRef: { kind: SecretStore, name: aws }
              target: { name: credentials }
              dataFrom: [{ extract: { key: /{{ns}}/db } }]
            """);

        var ready = await world.ReadyAsync(ns, "db");
        ((string?)ready["message"]).Should().Be("secret synced");
        (await world.SecretAsync(ns, "credentials")).Should().Equal(
            new Dictionary<string, string> { ["username"] = "bob", ["password"] = "abc123xyz456", ["port"] = "5432" });
        var secret = (await world.GetAsync("Secret", ns, "credentials"))!;
        ((string?)secret["type"]).Should().Be("Opaque");
        ((string?)secret["metadata"]!["labels"]!["reconcile.external-secrets.io/managed"]).Should().Be("true");
        var owner = secret["metadata"]!["ownerReferences"]!.AsArray().Should().ContainSingle().Subject!;
        ((string?)owner["kind"]).Should().Be("ExternalSecret");
        ((string?)owner["name"]).Should().Be("db");
        ((bool?)owner["controller"]).Should().BeTrue();
        (await world.ReadyAsync(ns, "aws", "Valid", "SecretStore"))["message"]!.ToString().Should().Be("store validated");
        (await world.EventsAsync(ns, "db")).Should().Contain(e => e.StartsWith("Normal Created", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Bytes_that_are_no_text_arrive_unchanged()
    {
        var ns = await world.NamespaceAsync();
        await world.StoreAsync(ns, "SecretsManager");
        byte[] bytes = [0, 255, 254, 10, 13, 128];
        await world.AwsAsync("secretsmanager", "CreateSecret",
            new JsonObject { ["Name"] = ns, ["SecretBinary"] = Convert.ToBase64String(bytes) });

        await world.ApplyAsync(Flow.ExternalSecret(ns, "raw", $"data: [{{ secretKey: v, remoteRef: {{ key: {ns} }} }}]"));

        await world.ReadyAsync(ns, "raw");
        ((string?)(await world.GetAsync("Secret", ns, "raw"))!["data"]!["v"]).Should().Be(Convert.ToBase64String(bytes));
    }

    [Fact]
    public async Task Deleting_the_ExternalSecret_collects_its_Secret()
    {
        var ns = await world.NamespaceAsync();
        await world.StoreAsync(ns, "SecretsManager");
        await world.PutAsync("SecretsManager", ns, "x");
        await world.ApplyAsync(Flow.ExternalSecret(ns, "gone", $"data: [{{ secretKey: v, remoteRef: {{ key: {ns} }} }}]"));
        await world.ReadyAsync(ns, "gone");

        (await world.DeleteAsync("ExternalSecret", ns, "gone")).Should().BeTrue();

        (await world.SecretAsync(ns, "gone")).Should().BeNull();
        (await world.GetAsync("ExternalSecret", ns, "gone")).Should().BeNull();
    }

    [Fact]
    public async Task A_missing_key_is_told_retried_and_repaired_by_itself()
    {
        var ns = await world.NamespaceAsync();
        await world.StoreAsync(ns, "SecretsManager");
        await world.ApplyAsync(Flow.ExternalSecret(ns, "late", $"data: [{{ secretKey: v, remoteRef: {{ key: {ns} }} }}]"));
        var failed = await world.ReadyAsync(ns, "late", "SecretSyncedError");
        ((string?)failed["status"]).Should().Be("False");
        (await world.EventsAsync(ns, "late")).Should().Contain(e => e.StartsWith("Warning UpdateFailed", StringComparison.Ordinal));

        await world.PutAsync("SecretsManager", ns, "here now");
        await world.AdvanceAsync(TimeSpan.FromMinutes(10));

        await world.ReadyAsync(ns, "late");
        (await world.SecretAsync(ns, "late")).Should().Equal(new Dictionary<string, string> { ["v"] = "here now" });
    }
}
