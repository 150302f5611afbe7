using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes;
using Xunit;

namespace Eso.Unit.Emulator.Kubernetes.Kinds;

/// <summary>What is said of odd admission policies: texts of kube-apiserver's admissionregistration validation (1.36).</summary>
public sealed class PolicyAnswersTests
{
    private const string Api = "/apis/admissionregistration.k8s.io/v1";

    [Theory]
    [InlineData("""{"validations":[{"expression":"object.spec.on"}]}""",
        "spec.validations[0].expression: Invalid value: \"object.spec.on\": must evaluate to bool but got dyn")]
    [InlineData("""{"validations":[{"expression":"true","reason":"Unauthorized"}]}""",
        "spec.validations[0].reason: Unsupported value: \"Unauthorized\": supported values: \"Forbidden\", \"Invalid\", \"RequestEntityTooLarge\"")]
    [InlineData("""{"auditAnnotations":[{"key":"a b","valueExpression":"'x'"}]}""",
        "spec.auditAnnotations[0].key: Invalid value: \"p/a b\": name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')")]
    [InlineData("""{"auditAnnotations":[{"key":"a","valueExpression":"1"}]}""",
        "spec.auditAnnotations[0].valueExpression: Invalid value: \"1\": must evaluate to one of [string null_type] but got int")]
    [InlineData("""{"paramKind":{"apiVersion":"a/b/c","kind":"Kind"}}""",
        "spec.paramKind.apiVersion: Invalid value: \"a/b/c\": unexpected GroupVersion string: a/b/c")]
    [InlineData("""{"variables":[{"name":"n","expression":"1"}],"validations":[{"expression":"variables.n"}]}""",
        "spec.validations[0].expression: Invalid value: \"variables.n\": must evaluate to bool but got int")]
    public async Task A_policys_fault_is_named(string part, string problem)
    {
        var spec = JsonNode.Parse("""
            {"matchConstraints":{"resourceRules":[{"apiGroups":[""],"apiVersions":["v1"],"operations":["CREATE"],
            "resources":["configmaps"]}]},"validations":[{"expression":"true"}]}
            """)!.AsObject();
        Merge(spec, part);
        var message = await Refusal("validatingadmissionpolicies", "ValidatingAdmissionPolicy", spec);
        Assert.Equal($"ValidatingAdmissionPolicy.admissionregistration.k8s.io \"p\" is invalid: {problem}", message);
    }

    [Theory]
    [InlineData("request.nope == 1", "undefined field 'nope'")]
    [InlineData("namespaceObject.metadata.nope == 1", "undefined field 'nope'")]
    [InlineData("variables.a == 1", "undeclared reference to 'variables'")]
    public async Task Words_that_no_expression_knows_are_refused(string expression, string fault)
    {
        var spec = new JsonObject
        {
            ["matchConstraints"] = JsonNode.Parse("""{"resourceRules":[{"apiGroups":[""],"apiVersions":["v1"],"operations":["CREATE"],"resources":["pods"]}]}"""),
            ["validations"] = new JsonArray(new JsonObject { ["expression"] = expression }),
        };
        var message = await Refusal("validatingadmissionpolicies", "ValidatingAdmissionPolicy", spec);
        Assert.Contains($"compilation failed: ERROR: <input>:1:", message, StringComparison.Ordinal);
        Assert.Contains(fault, message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"matchResources":{"resourceRules":[{"apiGroups":["*"],"apiVersions":["*"],"operations":["*"],"resources":["a/*","a/b"]}]}}""",
        "spec.matchResouces.resourceRules[0].resources[1]: Invalid value: \"a/b\": if 'a/*' is present, must not specify a/b")]
    [InlineData("""{"paramRef":{"name":"a","selector":{},"parameterNotFoundAction":"Deny"}}""",
        "[spec.paramRef.name: Forbidden: name and selector are mutually exclusive, spec.paramRef.selector: Forbidden: name and selector are mutually exclusive]")]
    public async Task A_bindings_fault_is_named(string part, string problem)
    {
        var spec = new JsonObject { ["policyName"] = "p", ["validationActions"] = new JsonArray("Deny") };
        Merge(spec, part);
        var message = await Refusal("validatingadmissionpolicybindings", "ValidatingAdmissionPolicyBinding", spec);
        Assert.Equal($"ValidatingAdmissionPolicyBinding.admissionregistration.k8s.io \"p\" is invalid: {problem}", message);
    }

    private static void Merge(JsonObject spec, string part)
    {
        foreach (var (key, value) in JsonNode.Parse(part)!.AsObject())
        {
            spec[key] = value!.DeepClone();
        }
    }

    private static async Task<string> Refusal(string plural, string kind, JsonObject spec)
    {
        await using var cluster = await TestCluster.StartAsync(
            new KubeServerOptions { Authentication = false, Controllers = new HashSet<string>() });
        var (code, answer) = await cluster.SendAsync("POST", $"{Api}/{plural}", new JsonObject
        {
            ["apiVersion"] = "admissionregistration.k8s.io/v1",
            ["kind"] = kind,
            ["metadata"] = new JsonObject { ["name"] = "p" },
            ["spec"] = spec,
        }.ToJsonString());
        Assert.Equal(422, code);
        return (string)answer["message"]!;
    }
}
