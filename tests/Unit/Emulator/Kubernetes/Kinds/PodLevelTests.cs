using System.Text.Json.Nodes;
using Xunit;

namespace Eso.Unit.Emulator.Kubernetes.Kinds;

/// <summary>Resources of a whole Pod, and variables out of files that init containers write.</summary>
public sealed class PodLevelTests
{
    private const string Pods = "/api/v1/namespaces/default/pods";

    private static string Pod(string spec, string container) => $$$$"""
        {metadata: {name: p}, spec: {{{{{spec}}}}, containers: [{name: c, image: busybox, command: [sh, -c, "env; sleep 1000"], {{{{container}}}}}]}}
        """;

    [Theory]
    [InlineData("resources: {limits: {cpu: 1, memory: 1Gi}}", "resources: {requests: {cpu: 250m}}",
        """{"cpu":"250m","memory":"1Gi"}""", "Burstable")]
    [InlineData("resources: {limits: {cpu: 1, memory: 1Gi}}", "stdin: false", """{"cpu":"1","memory":"1Gi"}""", "Guaranteed")]
    public async Task Requests_of_a_pod_come_from_its_containers_or_its_limits(
        string spec, string container, string requests, string quality)
    {
        await using var cluster = await TestCluster.StartAsync();
        var pod = await cluster.PostAsync(Pods, Pod(spec, container));
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(requests), pod["spec"]!["resources"]!["requests"]));
        Assert.Equal(quality, pod["status"]!["qosClass"]!.ToString());
    }

    [Theory]
    [InlineData("resources: {requests: {cpu: 1}}", "resources: {requests: {cpu: 2}}",
        "spec.resources.requests[cpu]: Invalid value: \"1\": must be greater than or equal to aggregate container requests of 2")]
    [InlineData("resources: {limits: {memory: 1Gi}}", "resources: {limits: {memory: 2Gi}}",
        "spec.resources.containers[0][memory].limits: Invalid value: \"2Gi\": must be less than or equal to pod limits of 1Gi")]
    [InlineData("resources: {limits: {pods: 1}}", "stdin: false",
        "spec.resources.limits[pods]: Unsupported value: \"pods\": supported values: \"cpu\", \"hugepages-\", \"memory\"")]
    [InlineData("volumes: [{name: v, configMap: {name: x}}]",
        "env: [{name: A, valueFrom: {fileKeyRef: {volumeName: w, path: ../f, key: K}}}]",
        "spec.containers[0].env[0].valueFrom.fileKeyRef.volumeName: Not found: \"w\"")]
    [InlineData("restartPolicy: Never", "env: [{name: A, valueFrom: {fileKeyRef: {path: ../f}}}]",
        "spec.containers[0].env[0].valueFrom.fileKeyRef.path: Invalid value: \"../f\": must not contain '..'")]
    public async Task What_does_not_fit_together_is_refused(string spec, string container, string expected)
    {
        await using var cluster = await TestCluster.StartAsync();
        var (code, body) = await cluster.SendAsync("POST", Pods, Pod(spec, container), "application/yaml");
        Assert.Equal(422, code);
        Assert.Contains(expected, body["message"]!.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_variable_may_come_from_a_file_an_init_container_wrote()
    {
        await using var cluster = await TestCluster.StartAsync();
        await cluster.PostAsync(Pods, Pod("""
            volumes: [{name: v, emptyDir: {}}], initContainers: [{name: i, image: busybox, command: [sh, -c, "echo \"KEY='a b'\" > /v/f.env"],
            volumeMounts: [{name: v, mountPath: /v}]}]
            """, """
            env: [{name: A, valueFrom: {fileKeyRef: {volumeName: v, path: f.env, key: KEY}}},
            {name: B, valueFrom: {fileKeyRef: {volumeName: v, path: none, key: KEY, optional: true}}}]
            """));
        await cluster.PassAsync(TimeSpan.FromSeconds(5));
        var log = await cluster.Http.GetStringAsync($"{Pods}/p/log?container=c");
        Assert.Contains("\nA=a b\n", log, StringComparison.Ordinal);
        Assert.DoesNotContain("\nB=", log, StringComparison.Ordinal);
    }
}
