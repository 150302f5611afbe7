using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes;
using FluentAssertions;
using Xunit;

namespace Eso.Unit.Emulator.Kubernetes.Admission;

/// <summary>
/// A CRD whose versions a webhook converts, and webhooks that do it badly; the texts are those that
/// apiextensions-apiserver 1.36.4 answered to the same requests.
/// </summary>
public sealed class ConversionWebhookTests
{
    private const string Crd = """
        apiVersion: apiextensions.k8s.io/v1
        kind: CustomResourceDefinition
        metadata: {name: ts.stable.example.com}
        spec:
          group: stable.example.com
          scope: Cluster
          names: {plural: ts, kind: T}
          conversion:
            strategy: Webhook
            webhook: {conversionReviewVersions: [v1], clientConfig: {url: "https://hook.test/convert"}}
          versions:
          - {name: v1, served: true, storage: true, schema: {openAPIV3Schema: {type: object, properties: {host: {type: string}}}}}
          - {name: v2, served: true, storage: false, schema: {openAPIV3Schema: {type: object, properties: {hostPort: {type: string}}}}}
        """;

    private const string Path = "/apis/stable.example.com";
    private readonly Hook hook = new();

    [Theory]
    [InlineData("uid", "failed: expected response.uid=\"*\", got \"nope\"")]
    [InlineData("none", "returned 0 objects, expected 1")]
    [InlineData("two", "returned 2 objects, expected 1")]
    [InlineData("version", "returned invalid object at index 0: invalid groupVersion (expected stable.example.com/v1, received stable.example.com/v9)")]
    [InlineData("kind", "returned invalid object at index 0: invalid kind (expected T, received Other)")]
    [InlineData("name", "returned invalid object: must have the same name: b != changed")]
    [InlineData("no metadata", "returned invalid object: must have the same name: b != ")]
    [InlineData("label", "returned invalid metadata: metadata.labels[a] must be a string, but is int64 in converted object")]
    [InlineData("failure", "failed: not today")]
    [InlineData("no status", "failed: response.result.status was '', not 'Success'")]
    [InlineData("no response", "failed: no response provided")]
    [InlineData("v1beta1", "failed: converting (v1beta1.ConversionReview) to (v1.ConversionReview): unknown conversion")]
    [InlineData("no review", "failed: expected webhook response of apiextensions.k8s.io/v1, Kind=ConversionReview, got /, Kind=")]
    [InlineData("empty", "failed: 0-length response with status code: 200 and content type: application/json")]
    [InlineData("array", "failed: couldn't get version/kind; json parse error: json: cannot unmarshal array into Go value of type struct*")]
    [InlineData("500", "failed: an error on the server (\"unknown\") has prevented the request from succeeding")]
    public async Task A_bad_answer_is_told_as_the_real_server_tells_it_and_nothing_is_stored(string mode, string told)
    {
        await using var cluster = await StartAsync();
        hook.Mode = mode;

        var (code, status) = await CreateAsync(cluster, "v2", "b", "hostPort");

        code.Should().Be(500);
        ((string?)status["message"]).Should().Match($"conversion webhook for stable.example.com/v2, Kind=T {told}");
        hook.Mode = "";
        (await cluster.SendAsync("GET", $"{Path}/v1/ts/b")).Code.Should().Be(404);
    }

    [Fact]
    public async Task A_get_asks_the_webhook_again_and_a_list_shows_what_it_once_answered()
    {
        await using var cluster = await StartAsync();
        await CreateAsync(cluster, "v1", "a", "host");
        (await cluster.ListAsync($"{Path}/v2/ts")).Should().ContainSingle().Which["hostPort"]!.GetValue<string>().Should().Be("h:1");
        hook.Mode = "500";

        (await cluster.SendAsync("GET", $"{Path}/v2/ts/a")).Code.Should().Be(500);
        (await cluster.ListAsync($"{Path}/v2/ts")).Should().ContainSingle();
        (await cluster.SendAsync("GET", $"{Path}/v1/ts/a")).Code.Should().Be(200);
    }

    [Fact]
    public async Task A_dry_run_fails_when_the_conversion_does()
    {
        await using var cluster = await StartAsync();
        hook.Mode = "failure";

        (await CreateAsync(cluster, "v2", "d", "hostPort", "?dryRun=All")).Code.Should().Be(500);
    }

    [Fact]
    public async Task Owners_are_followed_through_renamed_fields()
    {
        await using var cluster = await StartAsync();
        await CreateAsync(cluster, "v1", "a", "host");

        var (_, changed) = await cluster.SendAsync(
            "PATCH", $"{Path}/v2/ts/a?fieldManager=second", """{"hostPort":"h:2"}""", "application/merge-patch+json");

        var owners = changed["metadata"]!["managedFields"]!.AsArray();
        owners.Should().ContainSingle("the first owner's only field became the second's, under another name")
            .Which!["manager"]!.GetValue<string>().Should().Be("second");
    }

    private async Task<TestCluster> StartAsync()
    {
        var cluster = await TestCluster.StartAsync(new KubeServerOptions { Authentication = false, WebhookHttp = hook });
        await cluster.PostAsync("/apis/apiextensions.k8s.io/v1/customresourcedefinitions", Crd);
        return cluster;
    }

    private static Task<(int Code, JsonObject Body)> CreateAsync(
        TestCluster cluster, string version, string name, string field, string query = "") =>
        cluster.SendAsync("POST", $"{Path}/{version}/ts{query}", new JsonObject
        {
            ["apiVersion"] = "stable.example.com/" + version,
            ["kind"] = "T",
            ["metadata"] = new JsonObject { ["name"] = name },
            [field] = "h:1",
        }.ToJsonString());

    /// <summary>Renames the one field, or does something wrong.</summary>
    private sealed class Hook : HttpMessageHandler
    {
        public string Mode { get; set; } = "";

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var review = JsonNode.Parse(await request.Content!.ReadAsStringAsync(cancellationToken))!.AsObject();
            var text = Mode switch
            {
                "empty" => "",
                "array" => "[]",
                _ => Answer(review).ToJsonString(),
            };
            return new HttpResponseMessage(Mode == "500" ? HttpStatusCode.InternalServerError : HttpStatusCode.OK)
            {
                Content = new ByteArrayContent(Encoding.UTF8.GetBytes(text)) { Headers = { { "Content-Type", "application/json" } } },
            };
        }

        private JsonObject Answer(JsonObject review)
        {
            var asked = review["request"]!;
            var response = new JsonObject
            {
                ["uid"] = Mode == "uid" ? "nope" : asked["uid"]!.DeepClone(),
                ["convertedObjects"] = Objects(asked),
                ["result"] = Mode switch
                {
                    "failure" => new JsonObject { ["status"] = "Failure", ["message"] = "not today" },
                    "no status" => [],
                    _ => new JsonObject { ["status"] = "Success" },
                },
            };
            var answer = new JsonObject { ["apiVersion"] = "apiextensions.k8s.io/v1", ["kind"] = "ConversionReview", ["response"] = response };
            switch (Mode)
            {
                case "no response":
                    answer.Remove("response");
                    break;
                case "v1beta1":
                    answer["apiVersion"] = "apiextensions.k8s.io/v1beta1";
                    break;
                case "no review":
                    answer.Remove("apiVersion");
                    answer.Remove("kind");
                    break;
                default:
                    break;
            }

            return answer;
        }

        private JsonArray Objects(JsonNode asked)
        {
            var desired = asked["desiredAPIVersion"]!.GetValue<string>();
            var obj = asked["objects"]![0]!.DeepClone().AsObject();
            obj["apiVersion"] = Mode == "version" ? "stable.example.com/v9" : desired;
            var (from, to) = desired.EndsWith("v2", StringComparison.Ordinal) ? ("host", "hostPort") : ("hostPort", "host");
            obj[to] = obj[from]?.DeepClone();
            obj.Remove(from);
            switch (Mode)
            {
                case "kind":
                    obj["kind"] = "Other";
                    break;
                case "name":
                    obj["metadata"]!["name"] = "changed";
                    break;
                case "no metadata":
                    obj.Remove("metadata");
                    break;
                case "label":
                    obj["metadata"]!["labels"] = new JsonObject { ["a"] = 1 };
                    break;
                default:
                    break;
            }

            return Mode switch
            {
                "none" => [],
                "two" => [obj, obj.DeepClone()],
                _ => [obj],
            };
        }
    }
}
