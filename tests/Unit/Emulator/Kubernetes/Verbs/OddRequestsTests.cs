using System.Net;
using System.Text.Json.Nodes;
using Xunit;

namespace Eso.Unit.Emulator.Kubernetes.Verbs;

/// <summary>Paths, queries and bodies at the edge, as kube-apiserver (1.36.4's handlers, 1.20.2's routes) answered them.</summary>
public sealed class OddRequestsTests
{
    private const string ConfigMaps = "/api/v1/namespaces/default/configmaps";
    private const string Widgets = "/apis/example.com/v1/namespaces/default/widgets";

    private const string Crd = """
        {"apiVersion":"apiextensions.k8s.io/v1","kind":"CustomResourceDefinition","metadata":{"name":"widgets.example.com"},
        "spec":{"group":"example.com","scope":"Namespaced","names":{"plural":"widgets","kind":"Widget"},"versions":[
        {"name":"v1","served":true,"storage":true,"schema":{"openAPIV3Schema":{"type":"object"}}}]}}
        """;

    [Theory]
    [InlineData("GET", ConfigMaps + "?timeout=abc", 400,
        "invalid timeout specified in the request URL - time: invalid duration \"abc\"")]
    [InlineData("GET", ConfigMaps + "?timeout=5", 400,
        "invalid timeout specified in the request URL - time: missing unit in duration \"5\"")]
    [InlineData("GET", ConfigMaps + "/c?resourceVersion=abc", 500,
        "resourceVersion: Invalid value: \"abc\": strconv.ParseUint: parsing \"abc\": invalid syntax")]
    [InlineData("GET", ConfigMaps + "/c?export=true", 400, "the export parameter, deprecated since v1.14, is no longer supported")]
    [InlineData("GET", ConfigMaps + "/a%25b", 400, "Name parameter invalid: \"a%b\": may not contain '%'")]
    [InlineData("DELETE", Widgets + "/a%25b", 400, "Name parameter invalid: \"a%b\": may not contain '%'")]
    [InlineData("OPTIONS", Widgets, 405, " is not supported on resources of kind \"widgets.example.com\"")]
    [InlineData("OPTIONS", ConfigMaps + "/c/status", 404, "the server could not find the requested resource")]
    [InlineData("DELETE", "/api/v1", 405, "the server does not allow this method on the requested resource")]
    [InlineData("POST", "/version", 405, "the server does not allow this method on the requested resource")]
    [InlineData("GET", Widgets + "/nope/status/and/more", 404, "widgets.example.com \"nope\" not found")]
    [InlineData("DELETE", Widgets + "/w?uid=x", 409, "Operation cannot be fulfilled on Widget.example.com \"w\": the UID in the "
        + "precondition (x) does not match the UID in record (")]
    public async Task Each_is_refused_in_its_own_words(string method, string path, int code, string message)
    {
        await using var cluster = await StartAsync();
        var (status, answer) = await cluster.SendAsync(method, path);
        Assert.Equal(code, status);
        Assert.StartsWith(message, (string)answer["message"]!, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/apis//v1", HttpStatusCode.NotFound, "404 page not found\n")]
    [InlineData("/healthz/", HttpStatusCode.NotFound, "404 page not found\n")]
    [InlineData("/api/v1/watch", HttpStatusCode.InternalServerError, "Internal Server Error: \"/api/v1/watch\": failed to create "
        + "RequestInfo: unable to determine kind and namespace from url, /api/v1/watch\n")]
    public async Task Paths_that_are_none_get_plain_text(string path, HttpStatusCode code, string text)
    {
        await using var cluster = await StartAsync();
        using var answer = await cluster.Http.GetAsync(new Uri(path, UriKind.Relative));
        Assert.Equal((code, text), (answer.StatusCode, await answer.Content.ReadAsStringAsync()));
    }

    [Theory]
    [InlineData("{}", 400, "the object provided is unrecognized (must be of type Widget): Object 'Kind' is missing in '{}' ({})")]
    [InlineData("""{"kind":"Widget"}""", 400,
        "the API version in the data () does not match the expected API version (example.com/v1)")]
    [InlineData("""{"kind":"Foo","apiVersion":"example.com/v1","metadata":{"name":"x"}}""", 422,
        "Foo.example.com \"x\" is invalid: kind: Invalid value: \"Foo\": must be Widget")]
    [InlineData("""{"kind":"Widget","apiVersion":"example.com/v1","metadata":{"name":"v","resourceVersion":"abc"}}""", 201, null)]
    public async Task Custom_resources_have_to_say_what_they_are(string body, int code, string? message)
    {
        await using var cluster = await StartAsync();
        var (status, answer) = await cluster.SendAsync("POST", Widgets, body);
        Assert.Equal((code, message), (status, (string?)answer["message"]));
    }

    [Theory]
    [InlineData("""{"kind":null}""", 422, "Object 'Kind' is missing in '{\"apiVersion\":\"example.com/v1\",")]
    [InlineData("""{"apiVersion":""}""", 500,
        "Internal error occurred: Object 'apiVersion' is missing in 'object has no apiVersion field'")]
    [InlineData("""{"metadata":5}""", 422, "json: cannot unmarshal number into Go value of type v1.ObjectMeta")]
    [InlineData("""{"metadata":{"labels":{"a":5}}}""", 422,
        "json: cannot unmarshal number into Go struct field ObjectMeta.labels of type string")]
    [InlineData("""{"metadata":{"finalizers":["orphan","foregroundDeletion"]}}""", 422,
        "finalizer orphan and foregroundDeletion cannot be both set")]
    public async Task Patches_leave_a_custom_resource_what_it_is(string patch, int code, string message)
    {
        await using var cluster = await StartAsync();
        var (status, answer) = await cluster.SendAsync("PATCH", Widgets + "/w", patch, "application/merge-patch+json");
        Assert.Equal(code, status);
        Assert.Contains(message, (string)answer["message"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Finalizers_of_custom_resources_without_a_domain_are_warned_of_once()
    {
        await using var cluster = await StartAsync();
        foreach (var expected in new[] { 1, 0 })
        {
            using var request = new HttpRequestMessage(HttpMethod.Patch, Widgets + "/w");
            request.Content = new StringContent(
                $$"""{"metadata":{"finalizers":["plain","x.io/y"],"labels":{"n":"{{expected}}"} } }""",
                new System.Net.Http.Headers.MediaTypeHeaderValue("application/merge-patch+json"));
            using var answer = await cluster.Http.SendAsync(request);
            var warnings = answer.Headers.TryGetValues("Warning", out var found) ? found.ToList() : [];
            Assert.Equal(expected, warnings.Count(w => w == "299 - \"metadata.finalizers: \\\"plain\\\": prefer a domain-qualified "
                + "finalizer name to avoid accidental conflicts with other finalizer writers\""));
        }
    }

    [Fact]
    public async Task Empty_preconditions_are_met_by_nothing_and_old_collections_are_not_deleted()
    {
        await using var cluster = await StartAsync();
        foreach (var field in new[] { "uid", "resourceVersion" })
        {
            var body = new JsonObject { ["preconditions"] = new JsonObject { [field] = "" } }.ToJsonString();
            Assert.Equal(409, (await cluster.SendAsync("DELETE", ConfigMaps + "/c", body)).Code);
        }

        Assert.Equal(410, (await cluster.SendAsync("DELETE", ConfigMaps + "?resourceVersion=1")).Code);
        Assert.Equal(200, (await cluster.SendAsync("GET", ConfigMaps + "/c")).Code);
    }

    private static async Task<TestCluster> StartAsync()
    {
        var cluster = await TestCluster.StartAsync();
        await cluster.PostAsync("/apis/apiextensions.k8s.io/v1/customresourcedefinitions", Crd);
        await cluster.PostAsync(Widgets, """{"apiVersion":"example.com/v1","kind":"Widget","metadata":{"name":"w"}}""");
        await cluster.PostAsync(ConfigMaps, """{"metadata":{"name":"c"}}""");
        return cluster;
    }
}
