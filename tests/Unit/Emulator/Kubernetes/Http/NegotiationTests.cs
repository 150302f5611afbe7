using System.Net;
using System.Text;
using Eso.Emulator.Kubernetes;
using Eso.Emulator.Kubernetes.Http;
using FluentAssertions;
using Xunit;

namespace Eso.Unit.Emulator.Kubernetes.Http;

/// <summary>Accept headers as kube-apiserver 1.36.4 read them when both were asked side by side.</summary>
public sealed class NegotiationTests
{
    private const string ConfigMaps = "/api/v1/namespaces/default/configmaps";
    private const string Widgets = "/apis/example.com/v1/namespaces/default/widgets";
    private const string Proto = "application/vnd.kubernetes.protobuf";
    private const string Meta = ";g=meta.k8s.io;v=v1";

    private const string Crd = """
        {"apiVersion":"apiextensions.k8s.io/v1","kind":"CustomResourceDefinition","metadata":{"name":"widgets.example.com"},
        "spec":{"group":"example.com","scope":"Namespaced","names":{"plural":"widgets","kind":"Widget"},"versions":[
        {"name":"v1","served":true,"storage":true,"schema":{"openAPIV3Schema":{"type":"object"}}}]}}
        """;

    [Theory]
    [InlineData("*/*,application/yaml", "Yaml Whole")]
    [InlineData("*/*;q=1,application/yaml;q=0.1", "Yaml Whole")]
    [InlineData("application/json;q=abc,application/yaml;q=0.1", "Yaml Whole")]
    [InlineData("application/json;q=0.1,application/yaml", "Yaml Whole")]
    [InlineData("application/yaml;as=Table" + Meta, "Yaml Table")]
    [InlineData(Proto + ";as=Table" + Meta + ",application/json", "Json Whole")]
    [InlineData("application/json;as=PartialObjectMetadataList" + Meta, "Json PartialObjectList")]
    [InlineData("application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1beta1", "Json PartialObject")]
    [InlineData(Proto + ";as=PartialObjectMetadata" + Meta, "Protobuf PartialObject")]
    [InlineData("application/json;stream=watch", "Json Whole")]
    [InlineData("application/json;stream=other,application/yaml;sv=v1", "Yaml Whole")]
    [InlineData("application/yaml;stream=watch,application/json", "Json Whole")]
    [InlineData("application/json;sv=v2,application/yaml", "Yaml Whole")]
    [InlineData(Proto, "none")]
    [InlineData("application/JSON", "none")]
    [InlineData("application/json;g=other", "none")]
    [InlineData("application/json;as=Table;g=meta.k8s.io;v=v2", "none")]
    public void Clauses_are_tried_in_their_order(string accept, string expected)
    {
        var offer = new Negotiation.Offer(Protobuf: false, Objects: true, Table: true, List: false, Routed: false);
        string found;
        try
        {
            var best = Negotiation.Negotiate(accept, offer);
            found = $"{best.Format} {best.Form}";
        }
        catch (KubeException e) when (e.Code == 406)
        {
            found = "none";
        }

        found.Should().Be(expected);
    }

    [Theory]
    [InlineData(ConfigMaps + "/c", "application/json;as=PartialObjectMetadataList" + Meta, 406,
        "you requested PartialObjectMetadataList, but the requested object is not a list (*core.ConfigMap)")]
    [InlineData(ConfigMaps, "application/json;as=PartialObjectMetadata" + Meta, 406,
        "you requested PartialObjectMetadata, but the requested object is a list (*core.ConfigMapList)")]
    [InlineData(Widgets + "/w", "application/json;as=PartialObjectMetadataList" + Meta, 500, "content is not a list")]
    [InlineData(Widgets, "application/json;as=PartialObjectMetadata" + Meta, 406,
        "you requested PartialObjectMetadata, but the requested object is a list (*unstructured.UnstructuredList)")]
    [InlineData("/apis/apps/v1", "application/*", 406,
        "Available representations: application/json, application/yaml, application/vnd.kubernetes.protobuf")]
    public async Task A_form_that_does_not_fit_is_told_when_it_is_made(string path, string accept, int code, string message)
    {
        await using var cluster = await StartAsync();
        var (status, type, body) = await GetAsync(cluster, path, accept);
        status.Should().Be((HttpStatusCode)code);
        body.Should().Contain(message);
        type.Should().Be("application/json");
    }

    [Theory]
    [InlineData("application/vnd.kubernetes.protobuf,application/json", "application/vnd.kubernetes.protobuf", "k8s\0")]
    [InlineData("application/yaml", "application/yaml", "apiVersion: v1\n")]
    [InlineData("application/json;as=Table" + Meta + ",application/json", "application/json", "{\"kind\":\"Status\"")]
    [InlineData("application/json;as=Table" + Meta, "application/json", "{\n  \"kind\": \"Status\"")]
    [InlineData("application/json;pretty=1", "application/json", "{\n  \"kind\": \"Status\"")]
    public async Task A_failure_is_told_in_the_format_that_was_asked_for(string accept, string expectedType, string start)
    {
        await using var cluster = await StartAsync();
        foreach (var path in new[] { ConfigMaps + "/none", Widgets + "/none" })
        {
            var (status, type, body) = await GetAsync(cluster, path, accept);
            status.Should().Be(HttpStatusCode.NotFound);
            type.Should().Be(expectedType);
            body.Should().StartWith(start);
            if (start[1] == '\n')
            {
                body.Should().EndWith("}", "indented answers have no line break at their end");
            }
        }
    }

    [Fact]
    public async Task The_metadata_of_custom_resources_travels_as_protobuf()
    {
        await using var cluster = await StartAsync();
        foreach (var (path, form) in new[] { (Widgets + "/w", "PartialObjectMetadata"), (Widgets, "PartialObjectMetadataList") })
        {
            var (status, type, body) = await GetAsync(cluster, path, $"{Proto};as={form}{Meta}");
            (status, type).Should().Be((HttpStatusCode.OK, Proto));
            body.Should().StartWith("k8s\0").And.Contain(form).And.Contain("marked");
        }
    }

    private static async Task<TestCluster> StartAsync()
    {
        var cluster = await TestCluster.StartAsync();
        await cluster.PostAsync("/apis/apiextensions.k8s.io/v1/customresourcedefinitions", Crd);
        await cluster.PostAsync(Widgets, """
            {"apiVersion":"example.com/v1","kind":"Widget","metadata":{"name":"w","labels":{"is":"marked"}}}
            """);
        await cluster.PostAsync(ConfigMaps, """{"metadata":{"name":"c"}}""");
        return cluster;
    }

    private static async Task<(HttpStatusCode Status, string? Type, string Body)> GetAsync(
        TestCluster cluster, string path, string accept)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.TryAddWithoutValidation("Accept", accept);
        using var answer = await cluster.Http.SendAsync(request);
        var bytes = await answer.Content.ReadAsByteArrayAsync();
        return (answer.StatusCode, answer.Content.Headers.ContentType?.MediaType, Encoding.Latin1.GetString(bytes));
    }
}
