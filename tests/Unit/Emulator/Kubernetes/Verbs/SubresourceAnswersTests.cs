using FluentAssertions;
using Xunit;

namespace Eso.Unit.Emulator.Kubernetes.Verbs;

/// <summary>Answers of scale, binding, finalize and Services' updates, as kube-apiserver gave them to the same requests.</summary>
public sealed class SubresourceAnswersTests
{
    private const string Space = "/api/v1/namespaces/default";
    private const string Deployments = "/apis/apps/v1/namespaces/default/deployments";

    [Theory]
    [InlineData("PUT", "/scale", """{"metadata":{"name":"d","uid":"1"},"spec":{"replicas":1}}""", 409,
        "Operation cannot be fulfilled on deployments.apps \"d\": Precondition failed: UID in precondition: 1, UID in object meta: *")]
    [InlineData("PUT", "/scale", """{"kind":"Foo","apiVersion":"v1","metadata":{"name":"d"}}""", 400,
        "Foo in version \"v1\" cannot be handled as a Scale: no kind \"Foo\" is registered for version \"v1\" in scheme *")]
    [InlineData("PUT", "/scale", """{"kind":"Pod","apiVersion":"v1","metadata":{"name":"d"}}""", 400,
        "Pod in version \"v1\" cannot be handled as a Scale: converting (v1.Pod) to (autoscaling.Scale): unknown conversion")]
    public async Task A_scale_is_checked_like_any_object(string method, string sub, string body, int code, string message)
    {
        await using var cluster = await StartAsync();
        await cluster.PostAsync(Deployments, """
            {metadata: {name: d}, spec: {replicas: 0, selector: {matchLabels: {a: b}}, template: {metadata: {labels: {a: b}},
             spec: {containers: [{name: c, image: i}]}}}}
            """);

        var (status, answer) = await cluster.SendAsync(method, $"{Deployments}/d{sub}", body);

        status.Should().Be(code);
        ((string?)answer["message"]).Should().Match(message);
    }

    [Theory]
    [InlineData("pods/p/binding", "{}", 400, "name in URL does not match name in Binding object")]
    [InlineData("pods/p/binding", """{"apiVersion":"v1","kind":"Pod"}""", 400,
        "Pod in version \"v1\" cannot be handled as a Binding: converting (v1.Pod) to (core.Binding): unknown conversion")]
    [InlineData("bindings", """{"target":{"name":"n1"}}""", 400, "Name parameter required.")]
    public async Task A_binding_names_its_pod(string path, string body, int code, string message)
    {
        await using var cluster = await StartAsync();
        await cluster.PostAsync($"{Space}/pods", """
            {metadata: {name: p}, spec: {automountServiceAccountToken: false, containers: [{name: c, image: i}]}}
            """);

        var (status, answer) = await cluster.SendAsync("POST", $"{Space}/{path}", body);

        (status, (string?)answer["message"]).Should().Be((code, message));
    }

    [Theory]
    [InlineData("orphan", "?propagationPolicy=Orphan")]
    [InlineData("foregroundDeletion", "?propagationPolicy=Foreground")]
    public async Task A_namespace_takes_its_propagation_policy_and_goes(string finalizer, string query)
    {
        await using var cluster = await StartAsync();
        await cluster.PostAsync("/api/v1/namespaces", "{metadata: {name: n1}}");

        var (code, going) = await cluster.SendAsync("DELETE", "/api/v1/namespaces/n1" + query);
        await cluster.PassAsync(TimeSpan.FromSeconds(30));

        code.Should().Be(200);
        going["metadata"]!["finalizers"]!.AsArray().Select(f => (string?)f).Should().Equal(finalizer);
        (await cluster.SendAsync("GET", "/api/v1/namespaces/n1")).Code.Should().Be(404);
    }

    [Fact]
    public async Task A_namespace_is_held_to_its_preconditions_and_finalizers()
    {
        await using var cluster = await StartAsync();
        await cluster.PostAsync("/api/v1/namespaces", "{metadata: {name: n1}}");

        var (stale, conflict) = await cluster.SendAsync(
            "DELETE", "/api/v1/namespaces/n1", """{"preconditions":{"resourceVersion":"1"}}""");
        var (bad, invalid) = await cluster.SendAsync(
            "PUT", "/api/v1/namespaces/n1/finalize", """{"metadata":{"name":"n1"},"spec":{"finalizers":["x y"]}}""");

        stale.Should().Be(409);
        ((string?)conflict["message"]).Should().Match("Operation cannot be fulfilled on namespaces \"n1\": "
            + "Precondition failed: ResourceVersion in precondition: 1, ResourceVersion in object meta: *");
        bad.Should().Be(422);
        ((string?)invalid["message"]).Should().Match("*[spec.finalizers[0]: Invalid value: \"x y\": name part must consist of*"
            + "spec.finalizers[0]: Invalid value: \"x y\": name is neither a standard finalizer name nor is it fully qualified]");
    }

    [Fact]
    public async Task A_service_without_affinity_has_no_settings_of_it()
    {
        await using var cluster = await StartAsync();
        await cluster.PostAsync($"{Space}/services", "{metadata: {name: s}, spec: {sessionAffinity: ClientIP, ports: [{port: 80}]}}");

        var (code, changed) = await cluster.SendAsync(
            "PATCH", $"{Space}/services/s", """{"spec":{"sessionAffinity":"None"}}""", "application/merge-patch+json");
        var (wrong, refused) = await cluster.SendAsync(
            "PATCH", $"{Space}/services/s", """{"spec":{"ipFamilies":["IPv6"]}}""", "application/merge-patch+json");

        code.Should().Be(200);
        changed["spec"]!["sessionAffinityConfig"].Should().BeNull();
        wrong.Should().Be(422);
        ((string?)refused["message"]).Should().Match("Service \"s\" is invalid: spec.clusterIPs[0]: Invalid value: \"*\": "
            + "expected an IPv6 value as indicated by `ipFamilies[0]`");
    }

    [Theory]
    [InlineData("?resourceVersion=0&resourceVersionMatch=NotOlderThan&limit=1", 200, "")]
    [InlineData("?watch=true&resourceVersionMatch=Exact", 422, "ListOptions.meta.k8s.io \"\" is invalid: [resourceVersionMatch: Forbidden: "
        + "resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided, resourceVersionMatch: Unsupported value: "
        + "\"Exact\": supported values: \"NotOlderThan\"]")]
    [InlineData("?resourceVersionMatch=Exact&continue=x", 422, "ListOptions.meta.k8s.io \"\" is invalid: [resourceVersionMatch: "
        + "Forbidden: resourceVersionMatch is forbidden unless resourceVersion is provided, resourceVersionMatch: Forbidden: "
        + "resourceVersionMatch is forbidden when continue is provided]")]
    public async Task List_options_are_checked_in_order(string query, int code, string message)
    {
        await using var cluster = await StartAsync();

        var (status, answer) = await cluster.SendAsync("GET", "/api/v1/namespaces" + query);

        status.Should().Be(code);
        if (code == 200)
        {
            answer["items"]!.AsArray().Count.Should().BeGreaterThan(1, "version 0 knows no limit");
        }
        else
        {
            ((string?)answer["message"]).Should().Be(message);
        }
    }

    private static Task<TestCluster> StartAsync() => TestCluster.StartAsync(new() { Authentication = false, RunsPods = false });
}
