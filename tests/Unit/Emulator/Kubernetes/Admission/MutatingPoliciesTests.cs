using FluentAssertions;
using Xunit;

namespace Eso.Unit.Emulator.Kubernetes.Admission;

/// <summary>MutatingAdmissionPolicy, as apiserver's admission/plugin/policy/mutating carries it out.</summary>
public sealed class MutatingPoliciesTests
{
    private const string Group = "/apis/admissionregistration.k8s.io/v1";
    private const string ConfigMaps = "/api/v1/namespaces/default/configmaps";
    private const string Deployments = "/apis/apps/v1/namespaces/default/deployments";
    private const string Deployment = """
        {"metadata":{"name":"d"},"spec":{"selector":{"matchLabels":{"a":"b"}},"template":{"metadata":{"labels":{"a":"b"}},
        "spec":{"containers":[{"name":"main","image":"app:1"}]}}}}
        """;

    [Fact]
    public async Task Apply_configuration_is_merged_into_the_object()
    {
        await using var cluster = await TestCluster.StartAsync();
        await PolicyAsync(cluster, "labels", "configmaps", Apply(
            "Object{metadata: Object.metadata{labels: {'team': object.metadata.name + '-' + string(size(object.data))}},"
            + " data: {'b': '2'}}"));
        var made = await cluster.PostAsync(ConfigMaps, """{"metadata":{"name":"c","labels":{"own":"1"}},"data":{"a":"1"}}""");
        made["metadata"]!["labels"]!.ToJsonString().Should().Be("""{"own":"1","team":"c-1"}""");
        made["data"]!.ToJsonString().Should().Be("""{"a":"1","b":"2"}""");
    }

    [Fact]
    public async Task Containers_are_merged_by_name_and_defaulted()
    {
        await using var cluster = await TestCluster.StartAsync();
        await PolicyAsync(cluster, "sidecar", "deployments", Apply(
            "Object{spec: Object.spec{template: Object.spec.template{spec: Object.spec.template.spec{containers: ["
            + "Object.spec.template.spec.containers{name: 'side', image: 'proxy:1'}]}}}}"));
        var made = await cluster.PostAsync(Deployments, Deployment);
        made["spec"]!["template"]!["spec"]!["containers"]!.AsArray()
            .Select(c => $"{c!["name"]} {c["image"]} {c["imagePullPolicy"]}")
            .Should().Equal("main app:1 IfNotPresent", "side proxy:1 IfNotPresent");
    }

    [Fact]
    public async Task Json_patch_takes_values_of_expressions_and_escapes_keys()
    {
        await using var cluster = await TestCluster.StartAsync();
        await PolicyAsync(cluster, "patch", "configmaps", Patch(
            "[JSONPatch{op: 'test', path: '/data/a', value: '1'},"
            + " JSONPatch{op: 'add', path: '/metadata/annotations', value: {}},"
            + " JSONPatch{op: 'add', path: '/metadata/annotations/' + jsonpatch.escapeKey('example.com/x'),"
            + " value: variables.who}]"),
            more: ""","variables":[{"name":"who","expression":"request.operation + '!'"}]""");
        var made = await cluster.PostAsync(ConfigMaps, """{"metadata":{"name":"c"},"data":{"a":"1"}}""");
        made["metadata"]!["annotations"]!["example.com/x"]!.ToString().Should().Be("CREATE!");
        var untouched = await cluster.PostAsync(ConfigMaps, """{"metadata":{"name":"d"},"data":{"a":"2"}}""");
        untouched["metadata"]!["annotations"].Should().BeNull("a failed test applies nothing");
    }

    [Theory]
    [InlineData("Object{metadata: Object.spec{labels: {}}}",
        "type mismatch: unexpected type name \"Object.spec\", expected \"Object.metadata\"")]
    [InlineData("Object{spec: Object.spec{selector: Object.spec.selector{matchLabels: {'a': 'c'}}}}",
        "may not mutate atomic arrays, maps or structs: .spec.selector")]
    [InlineData("Object{spec: Object.spec{nothing: 1}}", ".spec.nothing: field not declared in schema")]
    public async Task A_patch_that_cannot_be_applied_refuses_the_request(string expression, string message)
    {
        await using var cluster = await TestCluster.StartAsync();
        await PolicyAsync(cluster, "bad", "deployments", Apply(expression));
        var (code, body) = await cluster.SendAsync("POST", Deployments, Deployment);
        code.Should().Be(403);
        body["reason"]!.ToString().Should().Be("Invalid");
        body["message"]!.ToString().Should().StartWith("policy 'bad' with binding 'bad' denied request: ")
            .And.Contain(message);
    }

    [Fact]
    public async Task A_policy_that_asks_for_it_sees_what_a_later_one_has_changed()
    {
        await using var cluster = await TestCluster.StartAsync();
        await PolicyAsync(cluster, "a-count", "configmaps", Patch(
            "[JSONPatch{op: 'add', path: '/data/count', value: string(size(object.data))}]"), reinvocation: "IfNeeded");
        await PolicyAsync(cluster, "b-more", "configmaps", Apply("Object{data: {'more': 'yes'}}"));
        var made = await cluster.PostAsync(ConfigMaps, """{"metadata":{"name":"c"},"data":{"x":"1"}}""");
        made["data"]!.ToJsonString().Should().Be("""{"count":"3","more":"yes","x":"1"}""");
    }

    [Fact]
    public async Task Policies_are_checked_when_they_are_made()
    {
        await using var cluster = await TestCluster.StartAsync();
        var (code, body) = await cluster.SendAsync("POST", $"{Group}/mutatingadmissionpolicies", """
            {"metadata":{"name":"p"},"spec":{"matchConstraints":{"resourceRules":[
            {"apiGroups":[""],"apiVersions":["v1"],"resources":["configmaps"],"operations":["DELETE"]}]},"mutations":[
            {"patchType":"JSONPatch","jsonPatch":{"expression":"[JSONPatch{op: 1, path: '/a'}]"},
            "applyConfiguration":{"expression":"x"}},
            {"patchType":"ApplyConfiguration"},
            {"patchType":"ApplyConfiguration","applyConfiguration":{"expression":"{'a': 1}"}}]}}
            """);
        code.Should().Be(422);
        var causes = body["details"]!["causes"]!.AsArray();
        causes.Select(c => c!["field"]!.ToString()).Should().Equal(
            "spec.matchConstraints.resourceRules.operations",
            "spec.mutations[0].jsonPatch.expression",
            "spec.mutations[0].applyConfiguration",
            "spec.mutations[1].applyConfiguration",
            "spec.mutations[2].applyConfiguration.expression",
            "spec.reinvocationPolicy");
        causes[1]!["message"]!.ToString().Should()
            .Contain("expected type of field 'op' is 'string' but provided type is 'int'");
        causes[4]!["message"]!.ToString().Should().Contain("must evaluate to Object but got map");
    }

    private static string Apply(string expression) =>
        $$$"""{"patchType":"ApplyConfiguration","applyConfiguration":{"expression":"{{{expression}}}"}}""";

    private static string Patch(string expression) =>
        $$$"""{"patchType":"JSONPatch","jsonPatch":{"expression":"{{{expression}}}"}}""";

    private static async Task PolicyAsync(
        TestCluster cluster,
        string name,
        string resource,
        string mutation,
        string more = "",
        string reinvocation = "Never")
    {
        await cluster.PostAsync($"{Group}/mutatingadmissionpolicies", $$$"""
            {"metadata":{"name":"{{{name}}}"},"spec":{"reinvocationPolicy":"{{{reinvocation}}}",
            "matchConstraints":{"resourceRules":[{"apiGroups":["*"],"apiVersions":["*"],
            "resources":["{{{resource}}}"],"operations":["CREATE","UPDATE"]}]},
            "mutations":[{{{mutation}}}]{{{more}}} } }
            """);
        await cluster.PostAsync($"{Group}/mutatingadmissionpolicybindings",
            $$$"""{"metadata":{"name":"{{{name}}}"},"spec":{"policyName":"{{{name}}}"}}""");
    }
}
