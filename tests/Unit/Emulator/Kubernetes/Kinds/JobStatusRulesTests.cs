using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Kinds.Workloads;
using Eso.Emulator.Kubernetes.Validation;
using FluentAssertions;
using Xunit;

namespace Eso.Unit.Emulator.Kubernetes.Kinds;

/// <summary>Which statuses a Job may go to, in batch validation's words.</summary>
public sealed class JobStatusRulesTests
{
    private const string Done = """{"conditions":[{"type":"SuccessCriteriaMet","status":"True"},{"type":"Complete","status":"True"}],"startTime":"2026-01-01T00:00:00Z","completionTime":"2026-01-01T00:01:00Z","succeeded":1}""";

    [Theory]
    [InlineData("{}", """{"conditions":[{"type":"Complete","status":"True"}],"startTime":"2026-01-01T00:00:00Z","completionTime":"2026-01-01T00:01:00Z"}""",
        "status.conditions: Invalid value: cannot set Complete=True condition without the SuccessCriteriaMet=true condition")]
    [InlineData("{}", """{"conditions":[{"type":"Failed","status":"True"}],"startTime":"2026-01-01T00:00:00Z"}""",
        "status.conditions: Invalid value: cannot set Failed=True condition without the FailureTarget=true condition")]
    [InlineData("{}", """{"conditions":[{"type":"FailureTarget","status":"True"},{"type":"Failed","status":"True"}],"active":1}""",
        "status.active: Invalid value: 1: active>0 is invalid for finished job|status.startTime: Required value: startTime is required for finished job")]
    [InlineData(Done, "{}",
        "status.conditions: Invalid value: cannot disable the terminal Complete=True condition"
        + "|status.succeeded: Invalid value: 0: cannot decrease the succeeded counter"
        + "|status.startTime: Required value: startTime cannot be removed for unsuspended job"
        + "|status.conditions: Invalid value: cannot disable the SuccessCriteriaMet=True condition")]
    [InlineData("{}", """{"completionTime":"2026-01-01T00:01:00Z"}""",
        "status.completionTime: Invalid value: \"2026-01-01T00:01:00Z\": cannot set completionTime when there is no Complete=True condition")]
    [InlineData("{}", """{"ready":2,"active":1}""", "status.ready: Invalid value: 2: cannot set more ready pods than active")]
    [InlineData("{}", """{"completedIndexes":"0"}""",
        "status.completedIndexes: Invalid value: \"0\": cannot set non-empty completedIndexes when non-indexed completion mode")]
    [InlineData("{}", """{"uncountedTerminatedPods":{"succeeded":["a"],"failed":["a"]}}""",
        "status.uncountedTerminatedPods.failed[0]: Duplicate value: \"a\"")]
    [InlineData("""{"ready":2,"active":1}""", """{"ready":2,"active":1,"succeeded":1}""", "")]
    [InlineData("{}", Done, "")]
    public void A_status_goes_only_where_the_real_server_lets_it(string old, string now, string expected)
    {
        var errors = new List<FieldError>();

        JobStatusRules.Validate(Job(now), Job(old), errors);

        string.Join('|', errors).Should().Be(expected);
    }

    [Theory]
    [InlineData("0,2-1", "error parsing completedIndexes: non-increasing order, previous: 2, current: 1")]
    [InlineData("0,9", "error parsing completedIndexes: too large index: \"9\"")]
    [InlineData("x", "error parsing completedIndexes: cannot convert string to integer for index: \"x\"")]
    [InlineData("0-3", "failedIndexes and completedIndexes overlap at index: 2")]
    public void Indexes_are_read(string completed, string expected)
    {
        var errors = new List<FieldError>();
        const string spec = """{"completionMode":"Indexed","completions":4,"backoffLimitPerIndex":1}""";

        JobStatusRules.Validate(Job($$"""{"completedIndexes":"{{completed}}","failedIndexes":"2"}""", spec), Job("{}", spec), errors);

        errors.Should().ContainSingle().Which.Detail.Should().Be(expected);
    }

    private static JsonObject Job(string status, string spec = "{}") =>
        new() { ["spec"] = JsonNode.Parse(spec), ["status"] = JsonNode.Parse(status) };
}
