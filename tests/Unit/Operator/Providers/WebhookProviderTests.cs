using System.Net;
using System.Text.Json.Nodes;
using Eso.Operator.Providers;
using Eso.Operator.Providers.Webhook;
using Eso.Operator.Secrets;
using Xunit;

namespace Eso.Unit.Operator.Providers;

public sealed class WebhookProviderTests : ProviderContractTests
{
    private const string Spec = """
        {"url":"http://hook.test/{{ .remoteRef.key }}?p={{ .remoteRef.property }}","result":{"jsonPath":"{{ with .remoteRef.property }}$.{{ . }}{{ end }}"}}
        """;

    private readonly ProviderWorld world = new();
    private readonly Endpoint endpoint = new();

    public WebhookProviderTests() => Provider = new WebhookProvider(ProviderWorld.Services(endpoint));

    protected override ISecretProvider Provider { get; }

    protected override bool Finds => false;

    protected override bool Pushes => false;

    protected override Task<ISecretsClient> WithAsync(IReadOnlyDictionary<string, string> remote)
    {
        foreach (var (key, value) in remote)
        {
            endpoint.Values["/" + key] = value;
        }

        // The path of a map is no template, so maps are read without one.
        return Provider.ConnectAsync(
            world.Store(remote.Values.Any(v => v.Contains("two", StringComparison.Ordinal))
                ? """{"url":"http://hook.test/{{ .remoteRef.key }}"}"""
                : Spec.Replace("""{{ with .remoteRef.property }}$.{{ . }}{{ end }}""", "$.x", StringComparison.Ordinal)
                    .Replace("$.x", """{{ if eq .remoteRef.property `nope` }}$.nope{{ else }}$.x{{ end }}""", StringComparison.Ordinal)),
            default);
    }

    [Fact]
    public async Task Request_is_rendered_from_the_reference_and_named_secrets()
    {
        world.Secrets["team/auth"] = new Dictionary<string, SecretBytes> { ["token"] = SecretBytes.FromText("t0p") };
        world.Labels["team/auth"] = new Dictionary<string, string> { ["external-secrets.io/type"] = "webhook" };
        endpoint.Values["/a%20b"] = "plain";
        await using var client = await Provider.ConnectAsync(
            world.Store("""
                {"url":"http://hook.test/{{ .remoteRef.key }}?v={{ .remoteRef.version }}","method":"PUT","body":"{{ .remoteRef.property }}",
                 "headers":{"X-Auth":"Bearer {{ .auth.token }}","Content-Type":"text/plain"},
                 "secrets":[{"name":"auth","secretRef":{"name":"auth"}}]}
                """),
            default);

        endpoint.Values["/a+b"] = "plain";
        var read = await client.GetSecretAsync(new RemoteRef("a b", "prop", "1&2"), default);

        Assert.Equal("plain", read.Value.RevealText());
        Assert.Equal("PUT http://hook.test/a+b?v=1%262 Bearer t0p text/plain prop", endpoint.Last);
    }

    [Fact]
    public async Task Secret_without_the_label_is_not_sent()
    {
        world.Secrets["team/auth"] = new Dictionary<string, SecretBytes> { ["token"] = SecretBytes.FromText("t0p") };
        world.Labels["team/auth"] = new Dictionary<string, string>();
        await using var client = await Provider.ConnectAsync(
            world.Store("""{"url":"http://hook.test/a","secrets":[{"name":"auth","secretRef":{"name":"auth"}}]}"""), default);

        var e = await Assert.ThrowsAsync<ProviderException>(() => client.GetSecretAsync(new RemoteRef("a"), default));
        Assert.StartsWith("secret does not contain needed label", e.Message, StringComparison.Ordinal);
        Assert.Empty(endpoint.Last);
    }

    [Theory]
    [InlineData("$.a", """{"a":"v"}""", "v")]
    [InlineData("$.a.b[1]", """{"a":{"b":[1,2.5]}}""", "2.5")]
    [InlineData("$['a b']", """{"a b":true}""", "true")]
    [InlineData("$.l[-1].n", """{"l":[{"n":1},{"n":"last"}]}""", "last")]
    [InlineData("$.l[?(@.k == 'x')].v", """{"l":[{"k":"y","v":1},{"k":"x","v":2}]}""", "2")]
    [InlineData("$..v", """{"a":[{"v":"deep"}]}""", "deep")]
    [InlineData("$.o", """{"o":{"b":1,"a":[null]}}""", """{"a":[null],"b":1}""")]
    [InlineData("$.l", """{"l":["first","second"]}""", "first")]
    [InlineData("$.n", """{"n":null}""", "")]
    public async Task Result_is_picked_by_path(string path, string answer, string want)
    {
        endpoint.Values["/a"] = answer;
        var spec = new JsonObject { ["url"] = "http://hook.test/a", ["result"] = new JsonObject { ["jsonPath"] = path } };
        await using var client = await Provider.ConnectAsync(world.Store(spec.ToJsonString()), default);

        Assert.Equal(want, (await client.GetSecretAsync(new RemoteRef("a"), default)).Value.RevealText());
    }

    [Fact]
    public async Task Value_is_posted()
    {
        endpoint.Values["/p"] = "";
        await using var client = await Provider.ConnectAsync(world.Store("""{"url":"http://hook.test/{{ .remoteRef.remoteKey }}"}"""), default);
        var request = new PushRequest(
            new PushTarget("p", "", null),
            "k",
            new Dictionary<string, SecretBytes> { ["k"] = SecretBytes.FromText("v") },
            new Dictionary<string, string>(),
            new Dictionary<string, string>());

        await client.PushSecretAsync(request, default);

        Assert.Equal("POST http://hook.test/p   v", endpoint.Last);
    }

    [Fact]
    public async Task Errors_of_the_endpoint_are_told()
    {
        endpoint.Status = HttpStatusCode.InternalServerError;
        await using var client = await Provider.ConnectAsync(world.Store("""{"url":"http://hook.test/a"}"""), default);

        var e = await Assert.ThrowsAsync<ProviderException>(() => client.GetSecretAsync(new RemoteRef("a"), default));
        Assert.Equal("endpoint gave error 500 Internal Server Error", e.Message);
        Assert.Equal(Failure.Unavailable, e.Failure);
    }

    [Fact]
    public async Task The_generator_makes_the_members_of_an_answer()
    {
        world.Secrets["team/auth"] = new Dictionary<string, SecretBytes> { ["token"] = SecretBytes.FromText("t0p") };
        world.Labels["team/auth"] = new Dictionary<string, string> { ["external-secrets.io/type"] = "webhook" };
        endpoint.Values["/make"] = """{"made":{"user":"bob","roles":["a"]}}""";
        var generator = new Eso.Operator.Generators.WebhookGenerator(ProviderWorld.Services(endpoint));

        var made = await generator.GenerateAsync(Context("http://hook.test/make"), default);

        Assert.Equal("bob", made.Values["user"].RevealText());
        Assert.Equal("""["a"]""", made.Values["roles"].RevealText());
        Assert.Contains("Bearer t0p", endpoint.Last, StringComparison.Ordinal);
        var e = await Assert.ThrowsAsync<ProviderException>(
            () => generator.GenerateAsync(Context("http://hook.test/nothing"), default));
        Assert.Equal("Secret does not exist", e.Message);

        Eso.Operator.Generators.GeneratorContext Context(string url) => new()
        {
            Namespace = "team",
            Refs = world,
            Spec = new JsonObject
            {
                ["url"] = url,
                ["result"] = new JsonObject { ["jsonPath"] = "$.made" },
                ["headers"] = new JsonObject { ["X-Auth"] = "Bearer {{ .auth.token }}" },
                ["secrets"] = JsonNode.Parse("""[{"name":"auth","secretRef":{"name":"auth"}}]"""),
            },
        };
    }

    private sealed class Endpoint : HttpMessageHandler
    {
        public Dictionary<string, string> Values { get; } = [];

        public HttpStatusCode Status { get; set; } = HttpStatusCode.OK;

        public string Last { get; private set; } = "";

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancel)
        {
            var auth = request.Headers.TryGetValues("X-Auth", out var values) ? values.First() : "";
            var body = request.Content is null ? "" : await request.Content.ReadAsStringAsync(cancel);
            lock (Values)
            {
                Last = $"{request.Method} {request.RequestUri!.OriginalString} {auth} {request.Content?.Headers.ContentType} {body}";
            }

            return Values.TryGetValue(request.RequestUri.AbsolutePath, out var value) || Status != HttpStatusCode.OK
                ? new HttpResponseMessage(Status) { Content = new StringContent(value ?? "") }
                : new HttpResponseMessage(HttpStatusCode.NotFound);
        }
    }
}
