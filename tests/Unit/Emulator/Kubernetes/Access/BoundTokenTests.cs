using System.Buffers.Text;
using System.Text.Json.Nodes;
using FluentAssertions;
using Xunit;

namespace Eso.Unit.Emulator.Kubernetes.Access;

/// <summary>What ServiceAccount tokens are bound to, and how long they are good (pkg/serviceaccount's claims).</summary>
public sealed class BoundTokenTests
{
    private const string Space = "/api/v1/namespaces/default";

    private const string Pod = """
        {kind: Pod, apiVersion: v1, metadata: {name: p}, spec: {nodeName: n1, serviceAccountName: default,
         automountServiceAccountToken: false, containers: [{name: c, image: i}]}}
        """;

    [Fact]
    public async Task A_pods_token_tells_of_its_node_and_ends_a_minute_after_the_pod()
    {
        await using var cluster = await StartAsync();
        var node = await cluster.PostAsync("/api/v1/nodes", "{metadata: {name: n1}}");
        await cluster.PostAsync($"{Space}/pods", Pod.Replace("{name: p}", "{name: p, finalizers: [a/b]}", StringComparison.Ordinal));
        var token = await IssueAsync(cluster, """{"boundObjectRef":{"kind":"Pod","apiVersion":"v1","name":"p"},"expirationSeconds":3607}""");

        var claims = Claims(token)["kubernetes.io"]!;
        claims["node"]!["uid"]!.GetValue<string>().Should().Be(node["metadata"]!["uid"]!.GetValue<string>());
        claims["warnafter"].Should().NotBeNull();
        var extra = (await ReviewAsync(cluster, token))["user"]!["extra"]!.AsObject();
        extra.Select(e => e.Key["authentication.kubernetes.io/".Length..]).Should()
            .Equal("credential-id", "node-name", "node-uid", "pod-name", "pod-uid");

        await cluster.SendAsync("DELETE", $"{Space}/pods/p?gracePeriodSeconds=0");
        await cluster.PassAsync(TimeSpan.FromSeconds(50));
        (await ReviewAsync(cluster, token))["authenticated"].Should().NotBeNull("a minute's grace is left");
        await cluster.PassAsync(TimeSpan.FromSeconds(20));
        await ShouldFailAsync(cluster, token, "service account token has been invalidated");
    }

    [Fact]
    public async Task A_token_of_an_object_that_was_made_anew_is_told_by_its_uid()
    {
        await using var cluster = await StartAsync();
        var old = await cluster.PostAsync($"{Space}/secrets", "{metadata: {name: s}}");
        var token = await IssueAsync(cluster, """{"boundObjectRef":{"kind":"Secret","apiVersion":"v1","name":"s"}}""");
        var account = await IssueAsync(cluster, "{}");
        await cluster.SendAsync("DELETE", $"{Space}/secrets/s");
        await ShouldFailAsync(cluster, token, "service account token has been invalidated");

        var fresh = await cluster.PostAsync($"{Space}/secrets", "{metadata: {name: s}}");
        await ShouldFailAsync(
            cluster, token, $"secret UID ({Uid(fresh)}) does not match service account secret ref claim ({Uid(old)})");

        (await ReviewAsync(cluster, account))["authenticated"].Should().NotBeNull();
        await cluster.PassAsync(TimeSpan.FromSeconds(3661));
        await ShouldFailAsync(cluster, account, "service account token has expired");
    }

    [Theory]
    [InlineData("""{"spec":{"boundObjectRef":{"kind":"Pod","apiVersion":"v1","name":"p","uid":"x"}}}""", 409,
        "Operation cannot be fulfilled on Pod \"p\": the UID in the bound object reference (x) does not match the UID in record. "
        + "The object might have been deleted and then recreated")]
    [InlineData("""{"spec":{"boundObjectRef":{"kind":"Pod","apiVersion":"v1","name":"q"}}}""", 404, "pods \"q\" not found")]
    [InlineData("""{"spec":{"boundObjectRef":{"kind":"Pod","apiVersion":"apps/v1","name":"p"}}}""", 400,
        "cannot bind token to object of type apps/v1, Kind=Pod")]
    [InlineData("""{"metadata":{"name":"other"}}""", 422,
        "TokenRequest.authentication.k8s.io \"default\" is invalid: metadata.name: Invalid value: \"other\": "
        + "must match the service account name if specified")]
    [InlineData("""{"spec":{"expirationSeconds":4294967297}}""", 422,
        "TokenRequest.authentication.k8s.io \"\" is invalid: spec.expirationSeconds: Invalid value: 4294967297: "
        + "may not specify a duration larger than 2^32 seconds")]
    public async Task What_cannot_be_bound_is_refused_as_the_real_server_does(string body, int code, string message)
    {
        await using var cluster = await StartAsync();
        await cluster.PostAsync($"{Space}/pods", Pod);

        var (status, answer) = await cluster.SendAsync("POST", $"{Space}/serviceaccounts/default/token", body);

        (status, (string?)answer["message"]).Should().Be((code, message));
    }

    private static Task<TestCluster> StartAsync() => TestCluster.StartAsync(new() { Authentication = false, RunsPods = false });

    private static string Uid(JsonObject obj) => obj["metadata"]!["uid"]!.GetValue<string>();

    private static async Task<string> IssueAsync(TestCluster cluster, string spec) =>
        (await cluster.PostAsync($"{Space}/serviceaccounts/default/token", $$"""{"spec":{{spec}} }"""))["status"]!["token"]!.GetValue<string>();

    private static JsonObject Claims(string token) => JsonNode.Parse(Base64Url.DecodeFromChars(token.Split('.')[1]))!.AsObject();

    private static async Task<JsonObject> ReviewAsync(TestCluster cluster, string token) =>
        (await cluster.PostAsync("/apis/authentication.k8s.io/v1/tokenreviews", $$"""
            {"kind":"TokenReview","apiVersion":"authentication.k8s.io/v1","spec":{"token":"{{token}}"} }
            """))["status"]!.AsObject();

    private static async Task ShouldFailAsync(TestCluster cluster, string token, string why) =>
        (await ReviewAsync(cluster, token))["error"]!.GetValue<string>().Should().Be($"[invalid bearer token, {why}]");
}
