using Xunit;

namespace Eso.Unit.Emulator.Kubernetes.Kinds;

/// <summary>Answers about custom resources that differ from those about built-in kinds.</summary>
public sealed class CustomResourceAnswersTests
{
    private const string Widgets = "/apis/example.com/v1/namespaces/default/widgets";
    private const string Crd = """
        {"apiVersion":"apiextensions.k8s.io/v1","kind":"CustomResourceDefinition",
        "metadata":{"name":"widgets.example.com"},
        "spec":{"group":"example.com","scope":"Namespaced","names":{"plural":"widgets","kind":"Widget"},"versions":[
        {"name":"v1","served":true,"storage":true,"subresources":{"status":{}},
        "schema":{"openAPIV3Schema":{"type":"object",
        "properties":{"spec":{"type":"object",
        "properties":{"list":{"type":"array","items":{"type":"string"},"maxItems":9,
        "x-kubernetes-validations":[{"rule":"self[5] == 'a'"}]}}},
        "status":{"type":"object","properties":{"size":{"type":"integer","minimum":3}}}}}}}]}}
        """;

    [Fact]
    public async Task They_are_worded_as_the_real_handler_words_them()
    {
        await using var cluster = await TestCluster.StartAsync();
        await cluster.PostAsync("/apis/apiextensions.k8s.io/v1/customresourcedefinitions", Crd);
        await cluster.PostAsync(
            Widgets, """{"apiVersion":"example.com/v1","kind":"Widget","metadata":{"name":"w"}}""");

        Assert.Equal((404, "widgets.example.com \"w\" not found"), await Ask("GET", "/w/nope"));
        Assert.Equal(
            (405, "delete is not supported on resources of kind \"widgets.example.com\""),
            await Ask("DELETE", "/w/status"));
        Assert.Equal(
            (400, "the name of the object (x) does not match the name on the URL (w)"),
            await Ask("PATCH", "/w", """{"metadata":{"name":"x"}}"""));
        Assert.Equal(
            (422, "Widget.example.com \"w\" is invalid: status.size: Invalid value: 1: size in body should be greater "
                + "than or equal to 3"),
            await Ask("PATCH", "/w/status", """{"status":{"size":1}}"""));
        Assert.Equal(
            (422, "Widget.example.com \"w\" is invalid: spec.list: Invalid value: \"array\": index out of bounds: 5 "
                + "evaluating rule: self[5] == 'a'"),
            await Ask("PATCH", "/w", """{"spec":{"list":["a"]}}"""));
        Assert.Equal((200, ""), await Ask("PATCH", "/w", """{"metadata":{"finalizers":["plain"]}}"""));

        async Task<(int, string)> Ask(string method, string path, string? body = null)
        {
            var (code, answer) = await cluster.SendAsync(method, Widgets + path, body, "application/merge-patch+json");
            return (code, answer["message"]?.GetValue<string>() ?? "");
        }
    }
}
