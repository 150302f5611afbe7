using FluentAssertions;
using Xunit;

namespace Eso.Unit.Emulator.Kubernetes.Pods;

/// <summary>What the built-in node shows of itself besides running Pods.</summary>
public sealed class BuiltInNodeTests
{
    private const string Space = "/api/v1/namespaces/default";

    [Fact]
    public async Task A_node_has_a_lease_that_is_its_own()
    {
        await using var cluster = await TestCluster.StartAsync();
        var node = await cluster.GetAsync("/api/v1/nodes/eso-node");

        var lease = await cluster.GetAsync("/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases/eso-node");
        await cluster.PassAsync(TimeSpan.FromMinutes(5));
        var later = await cluster.GetAsync("/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases/eso-node");

        lease["spec"]!["holderIdentity"]!.GetValue<string>().Should().Be("eso-node");
        lease["metadata"]!["ownerReferences"]![0]!["uid"]!.GetValue<string>().Should().Be(node["metadata"]!["uid"]!.GetValue<string>());
        later.ToJsonString().Should().Be(lease.ToJsonString(), "a world in which nothing happens is quiet");
    }

    [Fact]
    public async Task Agnhosts_mounttest_tells_of_volumes()
    {
        await using var cluster = await TestCluster.StartAsync();
        await cluster.PostAsync($"{Space}/secrets", "{metadata: {name: s}, stringData: {a: hello}}");
        await cluster.PostAsync($"{Space}/pods", """
            {metadata: {name: m}, spec: {restartPolicy: Never, volumes: [{name: v, secret: {secretName: s, defaultMode: 256}}],
             containers: [{name: c, image: "registry.k8s.io/e2e-test-images/agnhost:2.53",
              args: [mounttest, "--fs_type=/v", "--file_mode=/v/a", "--file_content=/v/a", "--file_content_in_loop=/v/b", "--retry_time=2"],
              volumeMounts: [{name: v, mountPath: /v}]}]}}
            """);
        await cluster.PassAsync(TimeSpan.FromSeconds(30));

        (await cluster.Http.GetStringAsync($"{Space}/pods/m/log")).Should().Be(
            "mount type of \"/v\": tmpfs\nmode of file \"/v/a\": -r--------\ncontent of file \"/v/a\": hello\n"
            + string.Concat(Enumerable.Repeat("error reading file content for \"/v/b\": open /v/b: no such file or directory\n", 2)));
        (await cluster.GetAsync($"{Space}/pods/m"))["status"]!["phase"]!.GetValue<string>().Should().Be("Failed");
    }

    [Fact]
    public async Task A_status_that_no_rule_lets_through_is_told_as_an_event()
    {
        await using var cluster = await TestCluster.StartAsync();
        await cluster.PostAsync($"{Space}/pods", """
            {metadata: {name: p}, spec: {restartPolicy: Never, containers: [{name: c, image: busybox, command: [sleep, "1000"]}]}}
            """);
        await cluster.PassAsync(TimeSpan.FromSeconds(5));

        // Somebody else says that the container has ended: what runs can no longer be told.
        var (code, _) = await cluster.SendAsync("PATCH", $"{Space}/pods/p/status", """
            {"status":{"containerStatuses":[{"name":"c","image":"busybox","imageID":"","ready":false,"restartCount":0,
             "state":{"terminated":{"exitCode":1}}}]}}
            """, "application/merge-patch+json");
        await cluster.PassAsync(TimeSpan.FromSeconds(5));

        code.Should().Be(200);
        var events = await cluster.ListAsync($"{Space}/events");
        events.Should().ContainSingle(e => (string?)e["reason"] == "FailedStatusUpdate")
            .Which["message"]!.GetValue<string>().Should().Contain("non-terminated state");
    }
}
