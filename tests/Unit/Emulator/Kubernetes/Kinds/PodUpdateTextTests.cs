using Xunit;

namespace Eso.Unit.Emulator.Kubernetes.Kinds;

/// <summary>Refused updates of Pods end with the difference of the server's own form of their specs.</summary>
public sealed class PodUpdateTextTests
{
    private const string Pods = "/api/v1/namespaces/default/pods";

    [Fact]
    public async Task A_refused_update_shows_what_changed_in_Gos_names()
    {
        await using var cluster = await TestCluster.StartAsync();
        await cluster.PostAsync(Pods, """{"metadata":{"name":"p"},"spec":{"containers":[{"name":"c","image":"nginx"}]}}""");
        var (code, body) = await cluster.SendAsync(
            "PATCH", $"{Pods}/p", """{"spec":{"hostPID":true,"restartPolicy":"Never"}}""", "application/merge-patch+json");

        Assert.Equal(422, code);
        var message = body["message"]!.ToString();
        Assert.StartsWith("Pod \"p\" is invalid: spec: Forbidden: pod updates may not change", message, StringComparison.Ordinal);
        Assert.Contains("previously negative)\n@@ -", message, StringComparison.Ordinal);
        Assert.Contains(
            "\n- \"RestartPolicy\": \"Always\",\n+ \"RestartPolicy\": \"Never\",\n  \"TerminationGracePeriodSeconds\": 30,\n",
            message,
            StringComparison.Ordinal);
        Assert.Contains("-  \"HostPID\": false,\n+  \"HostPID\": true,\n   \"HostIPC\": false,\n", message, StringComparison.Ordinal);
        Assert.EndsWith("\n", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""[{"matchExpressions":[{"key":"a","operator":"Exists"},{"key":"b","operator":"Exists"}]}]""", null)]
    [InlineData("""[{"matchExpressions":[{"key":"b","operator":"Exists"}]}]""", "only additions are allowed (no mutations or deletions)")]
    [InlineData("[]", "no additions/deletions to non-empty NodeSelectorTerms list are allowed")]
    public async Task A_gated_pod_may_only_be_told_more_about_where_to_go(string terms, string? refusal)
    {
        static string Spec(string terms) =>
            "{\"affinity\":{\"nodeAffinity\":{\"requiredDuringSchedulingIgnoredDuringExecution\":{\"nodeSelectorTerms\":" + terms + "}}}";
        await using var cluster = await TestCluster.StartAsync();
        await cluster.PostAsync(Pods, "{\"metadata\":{\"name\":\"p\"},\"spec\":"
            + Spec("""[{"matchExpressions":[{"key":"a","operator":"Exists"}]}]""")
            + ",\"schedulingGates\":[{\"name\":\"a.b/c\"}],\"containers\":[{\"name\":\"c\",\"image\":\"nginx\"}]}}");
        var (code, body) = await cluster.SendAsync(
            "PATCH", $"{Pods}/p", "{\"spec\":" + Spec(terms) + ",\"nodeSelector\":{\"x\":\"y\"}}}", "application/merge-patch+json");
        Assert.Equal(refusal is null ? 200 : 422, code);
        Assert.Contains(refusal ?? "", body["message"]?.ToString() ?? "", StringComparison.Ordinal);
    }
}
