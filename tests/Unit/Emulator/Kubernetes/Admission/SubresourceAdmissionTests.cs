using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using FluentAssertions;
using Xunit;

namespace Eso.Unit.Emulator.Kubernetes.Admission;

/// <summary>What webhooks see of requests that carry no object of their resource: Evictions, Bindings, tokens, CONNECT.</summary>
public sealed class SubresourceAdmissionTests
{
    private const string Space = "/api/v1/namespaces/default";

    private const string Hooks = """
        {kind: ValidatingWebhookConfiguration, apiVersion: admissionregistration.k8s.io/v1, metadata: {name: all}, webhooks: [
         {name: all.example.com, admissionReviewVersions: [v1], sideEffects: None, clientConfig: {url: "https://hook.test/"},
          rules: [{apiGroups: ["*"], apiVersions: ["*"], operations: ["*"], resources: ["pods/*", "serviceaccounts/token", "tokenreviews"]}]}]}
        """;

    private readonly Hook hook = new();

    [Theory]
    [InlineData("pods/p/eviction", """{"apiVersion":"policy/v1","kind":"Eviction","metadata":{"name":"p"}}""", "CREATE pods/eviction Eviction Eviction")]
    [InlineData("pods/p/binding", """{"metadata":{"name":"p"},"target":{"kind":"Node","name":"n"}}""", "CREATE pods/binding Binding Binding")]
    [InlineData("serviceaccounts/default/token", """{"spec":{"audiences":["a"]}}""", "CREATE serviceaccounts/token TokenRequest TokenRequest")]
    [InlineData("pods/p/exec?command=a&command=b&stdin=true", "", "CONNECT pods/exec PodExecOptions PodExecOptions")]
    [InlineData("pods/p/portforward?ports=1,2", "", "CONNECT pods/portforward PodPortForwardOptions PodPortForwardOptions")]
    [InlineData("pods/p:80/proxy/a/b", "", "CONNECT pods/proxy PodProxyOptions PodProxyOptions")]
    public async Task Webhooks_see_what_the_request_carries_and_can_refuse_it(string path, string body, string seen)
    {
        await using var cluster = await TestCluster.StartAsync(new() { Authentication = false, RunsPods = false, WebhookHttp = hook });
        await cluster.PostAsync($"{Space}/pods", """
            {metadata: {name: p}, spec: {automountServiceAccountToken: false, containers: [{name: c, image: i}]}}
            """);
        await cluster.PostAsync("/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations", Hooks);

        var (code, answer) = await cluster.SendAsync("POST", $"{Space}/{path}", body.Length > 0 ? body : null);

        (code, (string?)answer["message"]).Should().Be((403, "admission webhook \"all.example.com\" denied the request: no"));
        hook.Seen.Should().Equal(seen);
    }

    [Fact]
    public async Task An_eviction_is_one_request_to_webhooks_and_marks_the_pod()
    {
        hook.Allows = true;
        await using var cluster = await TestCluster.StartAsync(new() { Authentication = false, RunsPods = false, WebhookHttp = hook });
        await cluster.PostAsync($"{Space}/pods", """
            {metadata: {name: p}, spec: {nodeName: n1, automountServiceAccountToken: false, containers: [{name: c, image: i}]}}
            """);
        await cluster.PostAsync("/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations", Hooks);
        await cluster.PostAsync($"{Space}/pods/p/eviction", """{"apiVersion":"policy/v1","kind":"Eviction","metadata":{"name":"p"}}""");

        hook.Seen.Should().Equal("CREATE pods/eviction Eviction Eviction");
        var pod = await cluster.GetAsync($"{Space}/pods/p");
        pod["metadata"]!["deletionTimestamp"].Should().NotBeNull();
        pod["status"]!["conditions"]!.AsArray().Should().ContainSingle(c => (string?)c!["type"] == "DisruptionTarget")
            .Which!["reason"]!.GetValue<string>().Should().Be("EvictionByEvictionAPI");
    }

    private sealed class Hook : HttpMessageHandler
    {
        public List<string> Seen { get; } = [];

        public bool Allows { get; set; }

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var asked = JsonNode.Parse(await request.Content!.ReadAsStringAsync(cancellationToken))!["request"]!;
            Seen.Add($"{asked["operation"]} {asked["resource"]!["resource"]}/{asked["subResource"]} {asked["kind"]!["kind"]} {asked["object"]!["kind"]}");
            var answer = new JsonObject
            {
                ["kind"] = "AdmissionReview",
                ["apiVersion"] = "admission.k8s.io/v1",
                ["response"] = new JsonObject
                {
                    ["uid"] = asked["uid"]!.DeepClone(),
                    ["allowed"] = Allows,
                    ["status"] = new JsonObject { ["message"] = "no", ["code"] = 403 },
                },
            }.ToJsonString();
            return new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent(answer, Encoding.UTF8, "application/json") };
        }
    }
}
