using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes;
using Xunit;

namespace Eso.Unit.Emulator.Kubernetes.Verbs;

/// <summary>What is said of odd requests: codes and texts of kube-apiserver 1.36's handlers.</summary>
public sealed class RequestAnswersTests
{
    private const string ConfigMaps = "/api/v1/namespaces/default/configmaps";
    private const string Reviews = "/apis/authorization.k8s.io/v1";

    [Theory]
    [InlineData("""{"kind":"DeleteOptions","apiVersion":"a/b/c"}""", "unexpected GroupVersion string: a/b/c")]
    [InlineData("""{"kind":"Pod","apiVersion":"v1"}""", "no kind \"Pod\" is registered for version \"v1\" in scheme "
        + "\"k8s.io/apimachinery/pkg/apis/meta/internalversion/scheme/register.go:28\"")]
    public async Task Options_that_are_none_are_refused_in_the_decoders_words(string body, string message)
    {
        await using var cluster = await StartAsync();
        await cluster.PostAsync(ConfigMaps, """{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"c"}}""");
        var (code, answer) = await cluster.SendAsync("DELETE", ConfigMaps + "/c", body);
        Assert.Equal((400, message), (code, (string)answer["message"]!));
    }

    [Theory]
    [InlineData("HEAD", ConfigMaps, "application/json", null, HttpStatusCode.MethodNotAllowed)]
    [InlineData("GET", ConfigMaps, "application/*", null, HttpStatusCode.NotAcceptable)]
    [InlineData("GET", "/apis/apps/v9/namespaces/default/deployments", "application/json", null, HttpStatusCode.NotFound)]
    [InlineData("POST", ConfigMaps, "application/json", "application/json;x", HttpStatusCode.UnsupportedMediaType)]
    [InlineData("POST", ConfigMaps, "application/json", "application/json;charset=utf-8", HttpStatusCode.Created)]
    public async Task Methods_and_media_types_are_those_of_built_in_kinds(
        string method, string path, string accept, string? type, HttpStatusCode expected)
    {
        await using var cluster = await StartAsync();
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        request.Headers.Accept.ParseAdd(accept);
        if (type is not null)
        {
            request.Content = new ByteArrayContent(
                Encoding.UTF8.GetBytes("""{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"c"}}"""));
            request.Content.Headers.TryAddWithoutValidation("Content-Type", type);
        }

        using var answer = await cluster.Http.SendAsync(request);
        Assert.Equal(expected, answer.StatusCode);
    }

    [Theory]
    [InlineData("POST", "", "application/json", "contains duplicate entries;")]
    [InlineData("PATCH", "/c", "application/merge-patch+json", "contains duplicate entries after mutating admission happens;")]
    public async Task Owners_written_twice_count_once_and_are_warned_of(string method, string name, string type, string words)
    {
        await using var cluster = await StartAsync();
        if (name.Length > 0)
        {
            await cluster.PostAsync(ConfigMaps, """{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"c"}}""");
        }

        using var request = new HttpRequestMessage(new HttpMethod(method), ConfigMaps + name);
        request.Content = new StringContent(
            """
            {"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"c","ownerReferences":[
            {"apiVersion":"v1","kind":"X","name":"a","uid":"u"},{"apiVersion":"v1","kind":"X","name":"a","uid":"u"}]}}
            """,
            new MediaTypeHeaderValue(type));
        using var answer = await cluster.Http.SendAsync(request);
        var stored = await cluster.GetAsync(ConfigMaps + "/c");
        Assert.Single(stored["metadata"]!["ownerReferences"]!.AsArray());
        var warning = Assert.Single(answer.Headers.GetValues("Warning"));
        Assert.Contains(words, warning, StringComparison.Ordinal);
        Assert.Contains("duplicate UID(s) observed: u", warning, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("selfsubjectaccessreviews", "SelfSubjectAccessReview", """{}""",
        "spec.resourceAttributes: Invalid value: null: exactly one of nonResourceAttributes or resourceAttributes must be specified")]
    [InlineData("selfsubjectaccessreviews", "SelfSubjectAccessReview", """{"resourceAttributes":{},"nonResourceAttributes":{}}""",
        "spec.nonResourceAttributes: Invalid value: {\"Path\":\"\",\"Verb\":\"\"}: cannot be specified in combination with resourceAttributes")]
    [InlineData("namespaces/default/localsubjectaccessreviews", "LocalSubjectAccessReview",
        """{"user":"u","resourceAttributes":{"namespace":"other"}}""",
        "spec.resourceAttributes.namespace: Invalid value: \"other\": must match metadata.namespace")]
    [InlineData("namespaces/default/localsubjectaccessreviews", "LocalSubjectAccessReview",
        """{"user":"u","nonResourceAttributes":{"path":"/x"}}""",
        "spec.nonResourceAttributes: Invalid value: {\"Path\":\"/x\",\"Verb\":\"\"}: disallowed on this kind of request")]
    public async Task A_question_about_rights_asks_one_thing(string path, string kind, string spec, string problem)
    {
        await using var cluster = await StartAsync();
        var (code, answer) = await cluster.SendAsync("POST", $"{Reviews}/{path}", Review(kind, spec, null));
        Assert.Equal((422, $".authorization.k8s.io \"\" is invalid: {problem}"), (code, (string)answer["message"]!));
    }

    [Fact]
    public async Task A_question_about_rights_has_no_metadata()
    {
        await using var cluster = await StartAsync();
        var (_, answer) = await cluster.SendAsync("POST", $"{Reviews}/subjectaccessreviews", Review(
            "SubjectAccessReview", """{"user":"u","resourceAttributes":{}}""", """{"labels":{"a":"b"},"name":"x"}"""));
        Assert.EndsWith(
            "is invalid: metadata: Invalid value: {\"name\":\"x\",\"labels\":{\"a\":\"b\"}}: must be empty",
            (string)answer["message"]!, StringComparison.Ordinal);
    }

    private static string Review(string kind, string spec, string? metadata) => new JsonObject
    {
        ["apiVersion"] = "authorization.k8s.io/v1",
        ["kind"] = kind,
        ["metadata"] = JsonNode.Parse(metadata ?? "{}"),
        ["spec"] = JsonNode.Parse(spec),
    }.ToJsonString();

    private static Task<TestCluster> StartAsync() => TestCluster.StartAsync(
        new KubeServerOptions { Authentication = false, Controllers = new HashSet<string>() });
}
