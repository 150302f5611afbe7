using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Kinds.Pods;
using Eso.Emulator.Kubernetes.Validation;
using FluentAssertions;
using Xunit;

namespace Eso.Unit.Emulator.Kubernetes.Kinds;

/// <summary>What a kube-apiserver 1.36.1 said to the same containers.</summary>
public sealed class RestartRulesTests
{
    [Theory]
    [InlineData("""{"restartPolicy":"Never","restartPolicyRules":[{"action":"Restart"}]}""",
        "c.restartPolicyRules[0].exitCodes: Required value: must be specified")]
    [InlineData("""{"restartPolicy":"Never","restartPolicyRules":[{"action":"Restart","exitCodes":{"operator":"In","values":[]}}]}""", "")]
    [InlineData("""{"restartPolicy":"Never","restartPolicyRules":[{"action":"DoNotRestart","exitCodes":{"operator":"In","values":[3]}}]}""",
        "c.restartPolicyRules[0].action: Unsupported value: \"DoNotRestart\": supported values: \"Restart\", \"RestartAllContainers\"")]
    [InlineData("""{"restartPolicy":"Never","restartPolicyRules":[{"action":"Restart","exitCodes":{"operator":"Equals","values":[3]}}]}""",
        "c.restartPolicyRules[0].exitCodes.operator: Unsupported value: \"Equals\": supported values: \"In\", \"NotIn\"")]
    [InlineData("""{"restartPolicyRules":[{"action":"Restart","exitCodes":{"operator":"NotIn","values":[3]}}]}""",
        "c.restartPolicy: Required value: must specify restartPolicy when restart rules are used")]
    [InlineData("""{"restartPolicy":"Sometimes"}""",
        "c.restartPolicy: Unsupported value: \"Sometimes\": supported values: \"Always\", \"Never\", \"OnFailure\"")]
    public void Rules_name_a_policy_an_action_and_codes(string container, string expected)
    {
        var errors = new List<FieldError>();

        RestartRules.Validate(JsonNode.Parse(container)!.AsObject(), "c", errors);

        string.Join('|', errors).Should().Be(expected);
    }
}
