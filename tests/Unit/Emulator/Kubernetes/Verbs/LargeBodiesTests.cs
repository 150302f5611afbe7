using System.Text.Json.Nodes;
using Xunit;

namespace Eso.Unit.Emulator.Kubernetes.Verbs;

/// <summary>Bodies as deep and as wide as they may be cost what they weigh, and nobody else pays.</summary>
public sealed class LargeBodiesTests
{
    private const string ConfigMaps = "/api/v1/namespaces/default/configmaps";
    private const string Crds = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";

    /// <summary>Milliseconds, as for what hangs: the square takes minutes, the length a few seconds on a slow machine.</summary>
    private const int Hangs = 60_000;

    [Theory(Timeout = Hangs)]
    [InlineData("labels", 60_000)]
    [InlineData("owners", 20_000)]
    [InlineData("nulls", 60_000)]
    public async Task Wide_bodies_take_no_square_of_their_length(string what, int count)
    {
        await using var cluster = await TestCluster.StartAsync();
        await cluster.PostAsync(ConfigMaps, """{"metadata":{"name":"c"}}""");
        var keys = Enumerable.Range(0, count).Select(i => $"k{i}");
        var body = what switch
        {
            "labels" => "{\"metadata\":{\"labels\":{" + string.Join(',', keys.Select(k => $"\"{k}\":\"v\"")) + "}}}",
            "owners" => "{\"metadata\":{\"ownerReferences\":["
                + string.Join(',', keys.Select(k => $$"""{"apiVersion":"v1","kind":"X","name":"n","uid":"{{k}}"}""")) + "]}}",
            _ => "{\"data\":{" + string.Join(',', keys.Select(k => $"\"{k}\":\"v\"")) + "}}",
        };
        var (code, _) = await cluster.SendAsync("PATCH", ConfigMaps + "/c", body, "application/merge-patch+json");
        Assert.Equal(200, code);
        if (what == "nulls")
        {
            var gone = body.Replace("\"v\"", "null", StringComparison.Ordinal);
            foreach (var type in new[] { "application/strategic-merge-patch+json", "application/merge-patch+json" })
            {
                var (again, left) = await cluster.SendAsync("PATCH", ConfigMaps + "/c", gone, type);
                Assert.Equal(200, again);
                Assert.Empty(left["data"] as JsonObject ?? []);
            }
        }
    }

    [Fact]
    public async Task Deep_objects_and_schemas_are_read_again_in_every_form()
    {
        await using var cluster = await TestCluster.StartAsync();
        var deep = Crd("deep", Nested(150, inner => """{"type":"object","properties":{"a":""" + inner + "}}"));
        Assert.Equal(201, (await SendAsync("POST", Crds, deep, "application/json")).Code);
        var free = Crd("free", """{"type":"object","x-kubernetes-preserve-unknown-fields":true}""");
        Assert.Equal(201, (await SendAsync("POST", Crds, free, "application/json")).Code);
        await cluster.PassAsync(TimeSpan.Zero);

        var path = "/apis/free.example.com/v1/namespaces/default/widgets";
        var body = """{"apiVersion":"free.example.com/v1","kind":"Widget","metadata":{"name":"w"},"spec":"""
            + Nested(400, inner => """{"a":""" + inner + "}") + "}";
        Assert.Equal(201, (await SendAsync("POST", path, body, "application/json")).Code);
        foreach (var (accept, query) in new[]
                 {
                     ("application/json", "?pretty=true"), ("application/yaml", ""), ("application/json;as=Table;g=meta.k8s.io;v=v1", ""),
                 })
        {
            Assert.Equal(200, (await SendAsync("GET", path + "/w" + query, null, accept)).Code);
            Assert.Equal(200, (await SendAsync("GET", path + query, null, accept)).Code);
        }

        var (code, patched) = await SendAsync("PATCH", path + "/w", """{"spec":{"b":1}}""", "application/merge-patch+json");
        Assert.Equal(200, code);
        Assert.Contains("\"b\":1", patched, StringComparison.Ordinal);

        async Task<(int Code, string Body)> SendAsync(string method, string to, string? content, string type)
        {
            using var request = new HttpRequestMessage(new HttpMethod(method), to);
            if (content is not null)
            {
                request.Content = new StringContent(content, new System.Net.Http.Headers.MediaTypeHeaderValue(type));
            }
            else
            {
                request.Headers.Accept.ParseAdd(type);
            }

            using var answer = await cluster.Http.SendAsync(request);
            return ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync());
        }
    }

    private static string Nested(int depth, Func<string, string> around)
    {
        var text = """{"type":"object"}""";
        for (var i = 0; i < depth; i++)
        {
            text = around(text);
        }

        return text;
    }

    private static string Crd(string name, string spec) => """
        {"apiVersion":"apiextensions.k8s.io/v1","kind":"CustomResourceDefinition","metadata":{"name":"widgets.NAME.example.com"},
        "spec":{"group":"NAME.example.com","scope":"Namespaced","names":{"plural":"widgets","kind":"Widget"},"versions":[
        {"name":"v1","served":true,"storage":true,"schema":{"openAPIV3Schema":{"type":"object","properties":{"spec":SPEC}}}}]}}
        """.Replace("NAME", name, StringComparison.Ordinal).Replace("SPEC", spec, StringComparison.Ordinal);
}
