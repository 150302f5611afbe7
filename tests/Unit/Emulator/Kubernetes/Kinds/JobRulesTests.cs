using FluentAssertions;
using Xunit;

namespace Eso.Unit.Emulator.Kubernetes.Kinds;

/// <summary>Checks of Jobs, in the words of the real server's batch validation.</summary>
public sealed class JobRulesTests
{
    private const string Jobs = "/apis/batch/v1/namespaces/default/jobs?dryRun=All";

    [Theory]
    [InlineData(""" "selector":{"matchLabels":{"a":"b"}}""", "`selector` not auto-generated")]
    [InlineData(""" "manualSelector":true """, "spec.selector: Required value")]
    [InlineData(""" "manualSelector":true,"selector":{"matchLabels":{"x":"y"}}""",
        "`selector` does not match template `labels`")]
    [InlineData(""" "maxFailedIndexes":1 """, "spec.maxFailedIndexes: Invalid value: 1: requires indexed completion mode")]
    [InlineData(""" "podFailurePolicy":{"rules":[{"action":"Foo"}]}""",
        "spec.podFailurePolicy.rules[0].action: Unsupported value: \"Foo\": supported values: \"Count\", \"FailIndex\", "
        + "\"FailJob\", \"Ignore\"")]
    [InlineData(""" "podFailurePolicy":{"rules":[{"action":"FailJob","onExitCodes":{"operator":"In","values":[2,0]}}]}""",
        "[spec.podFailurePolicy.rules[0].onExitCodes.values[1]: Invalid value: 0: must not be 0 for the In operator, "
        + "spec.podFailurePolicy.rules[0].onExitCodes.values: Invalid value: [2,0]: must be ordered]")]
    [InlineData(""" "podFailurePolicy":{"rules":[]},"podReplacementPolicy":"TerminatingOrFailed" """,
        "spec.podReplacementPolicy: Unsupported value: \"TerminatingOrFailed\": supported values: \"Failed\"")]
    [InlineData(""" "successPolicy":{"rules":[]}""", "requires indexed completion mode")]
    [InlineData(""" "completionMode":"Indexed","completions":3,"successPolicy":{"rules":[{"succeededIndexes":"0-3"}]}""",
        "spec.successPolicy.rules[0].succeededIndexes: Invalid value: \"0-3\": error parsing succeededIndexes: "
        + "too large index: \"3\"")]
    public async Task A_job_that_cannot_be_is_refused(string spec, string message)
    {
        await using var cluster = await TestCluster.StartAsync();
        var body = $$$"""
            {"metadata":{"name":"j"},"spec":{{{{spec}}},
            "template":{"spec":{"restartPolicy":"Never","containers":[{"name":"c","image":"i"}]}} } }
            """;
        var (code, answer) = await cluster.SendAsync("POST", Jobs, body);
        code.Should().Be(422);
        answer["message"]!.ToString().Should().Contain(message);
    }

    [Fact]
    public async Task A_good_job_gets_its_labels_and_selector()
    {
        await using var cluster = await TestCluster.StartAsync();
        var made = await cluster.PostAsync(Jobs, """
            {"metadata":{"name":"j"},"spec":{"completionMode":"Indexed","completions":5,"parallelism":2,"backoffLimitPerIndex":1,
            "maxFailedIndexes":5,"successPolicy":{"rules":[{"succeededIndexes":"0,2-3","succeededCount":2}]},
            "podFailurePolicy":{"rules":[{"action":"FailIndex","onExitCodes":{"containerName":"c","operator":"In","values":[1,2]}},
            {"action":"Ignore","onPodConditions":[{"type":"DisruptionTarget","status":"True"}]}]},
            "template":{"spec":{"restartPolicy":"Never","containers":[{"name":"c","image":"i"}]}} } }
            """);
        var uid = made["metadata"]!["uid"]!.ToString();
        made["spec"]!["selector"]!["matchLabels"]!.ToJsonString()
            .Should().Be($$"""{"batch.kubernetes.io/controller-uid":"{{uid}}"}""");
        made["spec"]!["template"]!["metadata"]!["labels"]!["job-name"]!.ToString().Should().Be("j");
    }
}
