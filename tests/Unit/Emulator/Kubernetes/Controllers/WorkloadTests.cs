using System.Text.Json.Nodes;
using FluentAssertions;
using Xunit;

namespace Eso.Unit.Emulator.Kubernetes.Controllers;

/// <summary>Workload controllers as clients see them, on a clock that moves only when told.</summary>
public sealed class WorkloadTests
{
    private const string Apps = "/apis/apps/v1/namespaces/default";
    private const string Pods = "/api/v1/namespaces/default/pods";
    private const string Jobs = "/apis/batch/v1/namespaces/default/jobs";

    private static string Workload(string kind, string rest = "", string image = "nginx:1") => $$$$"""
        {"apiVersion":"apps/v1","kind":"{{{{kind}}}}","metadata":{"name":"web"},"spec":{"selector":{"matchLabels":{"app":"web"}},
        "template":{"metadata":{"labels":{"app":"web"}},"spec":{"containers":[{"name":"c","image":"{{{{image}}}}"}]}}{{{{rest}}}}}}
        """;

    private static string Job(string rest, string command = "true") => $$$$"""
        {"apiVersion":"batch/v1","kind":"Job","metadata":{"name":"j"},"spec":{"template":{"spec":{"restartPolicy":"Never",
        "containers":[{"name":"c","image":"busybox","command":["sh","-c","{{{{command}}}}"]}]}}{{{{rest}}}}}}
        """;

    private static async Task<JsonObject> NewImageAsync(TestCluster cluster, string path) => (await cluster.SendAsync(
        "PATCH", path, """{"spec":{"template":{"spec":{"containers":[{"name":"c","image":"nginx:2"}]}}}}""",
        "application/strategic-merge-patch+json")).Body;

    [Fact]
    public async Task Deployment_rolls_to_a_new_template_and_keeps_the_old_one_for_a_rollback()
    {
        await using var cluster = await TestCluster.StartAsync();
        await cluster.PostAsync($"{Apps}/deployments", Workload("Deployment", ",\"replicas\":3"));
        await NewImageAsync(cluster, $"{Apps}/deployments/web");

        var deployment = await cluster.GetAsync($"{Apps}/deployments/web");
        var status = deployment["status"]!;
        status["updatedReplicas"]!.GetValue<int>().Should().Be(3);
        status["availableReplicas"]!.GetValue<int>().Should().Be(3);
        status["conditions"]!.AsArray().Select(c => $"{c!["type"]}={c["status"]} {c["reason"]}").Should().BeEquivalentTo(
            "Available=True MinimumReplicasAvailable", "Progressing=True NewReplicaSetAvailable");
        deployment["metadata"]!["annotations"]!["deployment.kubernetes.io/revision"]!.ToString().Should().Be("2");
        var sets = await cluster.ListAsync($"{Apps}/replicasets");
        sets.Select(s => s["spec"]!["replicas"]!.GetValue<int>()).Should().BeEquivalentTo([0, 3]);
    }

    [Theory]
    [InlineData("kubectl-create", 1)]
    [InlineData("program", 0)]
    public async Task A_deployment_is_left_alone_for_its_maker_unless_that_is_kubectl(string manager, int setsAtOnce)
    {
        var delay = TimeSpan.FromMilliseconds(300);
        await using var cluster = await TestCluster.StartAsync(new() { Authentication = false, PodScheduleDelay = delay });
        await cluster.PostAsync($"{Apps}/deployments?fieldManager={manager}", Workload("Deployment"));
        (await cluster.ListAsync($"{Apps}/replicasets")).Should().HaveCount(setsAtOnce);
        await cluster.PassAsync(delay);
        (await cluster.ListAsync($"{Apps}/replicasets")).Should().HaveCount(1);
    }

    [Fact]
    public async Task Deployment_that_cannot_progress_says_so_at_its_deadline_and_keeps_what_must_stay_available()
    {
        await using var cluster = await TestCluster.StartAsync();
        await cluster.PostAsync($"{Apps}/deployments", Workload("Deployment", ",\"replicas\":4,\"progressDeadlineSeconds\":60"));
        await cluster.SendAsync("PATCH", $"{Apps}/deployments/web",
            """{"spec":{"template":{"spec":{"containers":[{"name":"c","image":"nginx:2","envFrom":[{"secretRef":{"name":"absent"}}]}]}}}}""",
            "application/strategic-merge-patch+json");
        await cluster.PassAsync(TimeSpan.FromSeconds(62));

        var status = (await cluster.GetAsync($"{Apps}/deployments/web"))["status"]!;
        status["availableReplicas"]!.GetValue<int>().Should().Be(3, "25 % of 4 may be missing");
        status["conditions"]!.AsArray().Select(c => $"{c!["type"]}={c["status"]} {c["reason"]}")
            .Should().Contain("Progressing=False ProgressDeadlineExceeded");
    }

    [Fact]
    public async Task Paused_deployment_waits_until_it_is_resumed()
    {
        await using var cluster = await TestCluster.StartAsync();
        await cluster.PostAsync($"{Apps}/deployments", Workload("Deployment", ",\"replicas\":1"));
        const string Merge = "application/merge-patch+json";
        await cluster.SendAsync("PATCH", $"{Apps}/deployments/web", """{"spec":{"paused":true}}""", Merge);
        await NewImageAsync(cluster, $"{Apps}/deployments/web");
        (await cluster.ListAsync($"{Apps}/replicasets")).Should().HaveCount(1);
        await cluster.SendAsync("PATCH", $"{Apps}/deployments/web", """{"spec":{"paused":null}}""", Merge);
        (await cluster.ListAsync($"{Apps}/replicasets")).Should().HaveCount(2);
    }

    [Fact]
    public async Task ReplicaSet_adopts_what_matches_and_lets_go_what_no_longer_does()
    {
        await using var cluster = await TestCluster.StartAsync();
        await cluster.PostAsync(Pods, """
            {"metadata":{"name":"lone","labels":{"app":"web"}},"spec":{"containers":[{"name":"c","image":"nginx"}]}}
            """);
        await cluster.PostAsync($"{Apps}/replicasets", Workload("ReplicaSet", ",\"replicas\":2"));
        (await cluster.ListAsync(Pods)).Should().HaveCount(2);
        await cluster.SendAsync(
            "PATCH", $"{Pods}/lone", """{"metadata":{"labels":{"app":"other"}}}""", "application/merge-patch+json");
        (await cluster.ListAsync(Pods)).Should().HaveCount(3);
        (await cluster.GetAsync($"{Pods}/lone"))["metadata"]!["ownerReferences"].Should().BeNull();
    }

    [Fact]
    public async Task StatefulSet_keeps_names_and_claims_and_replaces_down_to_the_partition()
    {
        await using var cluster = await TestCluster.StartAsync();
        await cluster.PostAsync($"{Apps}/statefulsets", Workload("StatefulSet", """
            ,"replicas":3,"serviceName":"web","updateStrategy":{"rollingUpdate":{"partition":2}},
            "volumeClaimTemplates":[{"metadata":{"name":"data"},"spec":{"accessModes":["ReadWriteOnce"],
            "resources":{"requests":{"storage":"1Gi"}}}}]
            """));
        await NewImageAsync(cluster, $"{Apps}/statefulsets/web");

        var pods = await cluster.ListAsync(Pods);
        pods.Select(p => $"{p["metadata"]!["name"]} {p["spec"]!["containers"]![0]!["image"]}")
            .Should().Equal("web-0 nginx:1", "web-1 nginx:1", "web-2 nginx:2");
        (await cluster.ListAsync("/api/v1/namespaces/default/persistentvolumeclaims"))
            .Select(c => c["metadata"]!["name"]!.ToString()).Should().Equal("data-web-0", "data-web-1", "data-web-2");
        var status = (await cluster.GetAsync($"{Apps}/statefulsets/web"))["status"]!;
        status["currentRevision"]!.ToString().Should().NotBe(status["updateRevision"]!.ToString());
        (await cluster.ListAsync($"{Apps}/controllerrevisions")).Should().HaveCount(2);
    }

    [Fact]
    public async Task DaemonSet_runs_on_each_node_that_its_selector_fits()
    {
        await using var cluster = await TestCluster.StartAsync();
        await cluster.PostAsync("/api/v1/nodes", """{"metadata":{"name":"other","labels":{"disk":"fast"}}}""");
        await cluster.PostAsync($"{Apps}/daemonsets", Workload("DaemonSet"));
        (await cluster.ListAsync(Pods)).Select(p => p["spec"]!["nodeName"]!.ToString()).Should().Contain("eso-node");
        await cluster.SendAsync("PATCH", $"{Apps}/daemonsets/web",
            """{"spec":{"template":{"spec":{"nodeSelector":{"disk":"fast"}}}}}""", "application/merge-patch+json");
        var status = (await cluster.GetAsync($"{Apps}/daemonsets/web"))["status"]!;
        status["desiredNumberScheduled"]!.GetValue<int>().Should().BeLessThan(2);
    }

    [Fact]
    public async Task Job_counts_each_pod_once_and_goes_after_its_time()
    {
        await using var cluster = await TestCluster.StartAsync();
        await cluster.PostAsync(Jobs, Job(",\"completions\":3,\"parallelism\":2,\"ttlSecondsAfterFinished\":100"));
        var status = (await cluster.GetAsync($"{Jobs}/j"))["status"]!;
        status["succeeded"]!.GetValue<int>().Should().Be(3);
        status["conditions"]!.AsArray().Select(c => c!["type"]!.ToString()).Should().Equal("SuccessCriteriaMet", "Complete");
        (await cluster.ListAsync(Pods)).Should().OnlyContain(p => p["metadata"]!["finalizers"] == null);
        await cluster.PassAsync(TimeSpan.FromSeconds(101));
        (await cluster.SendAsync("GET", $"{Jobs}/j")).Code.Should().Be(404);
        (await cluster.ListAsync(Pods)).Should().BeEmpty();
    }

    [Fact]
    public async Task Failing_job_backs_off_and_gives_up_at_its_limit()
    {
        await using var cluster = await TestCluster.StartAsync();
        await cluster.PostAsync(Jobs, Job(",\"backoffLimit\":2", "exit 3"));
        (await cluster.ListAsync(Pods)).Should().HaveCount(1, "the second try waits ten seconds");
        await cluster.PassAsync(TimeSpan.FromSeconds(11));
        (await cluster.ListAsync(Pods)).Should().HaveCount(2);
        await cluster.PassAsync(TimeSpan.FromSeconds(75));

        var status = (await cluster.GetAsync($"{Jobs}/j"))["status"]!;
        status["failed"]!.GetValue<int>().Should().Be(3);
        status["conditions"]!.AsArray().Select(c => $"{c!["type"]} {c["reason"]}")
            .Should().Equal("FailureTarget BackoffLimitExceeded", "Failed BackoffLimitExceeded");
    }

    [Fact]
    public async Task Job_takes_back_an_orphan_that_fits_and_lets_go_of_what_no_longer_does()
    {
        await using var cluster = await TestCluster.StartAsync();
        await cluster.PostAsync(Jobs, Job("", "sleep 1000"));
        var pod = (await cluster.ListAsync(Pods))[0];
        var path = $"{Pods}/{pod["metadata"]!["name"]}";
        await cluster.SendAsync("PATCH", path, """{"metadata":{"ownerReferences":null}}""", "application/merge-patch+json");
        (await cluster.ListAsync(Pods)).Should().ContainSingle()
            .Which["metadata"]!["ownerReferences"]![0]!["kind"]!.ToString().Should().Be("Job");

        await cluster.SendAsync("PATCH", path, """{"metadata":{"labels":null}}""", "application/merge-patch+json");
        var released = (await cluster.GetAsync(path))["metadata"]!;
        released["ownerReferences"].Should().BeNull();
        released["finalizers"].Should().BeNull("the Job no longer counts it");
        (await cluster.ListAsync(Pods)).Should().HaveCount(2, "another takes its place");
    }

    [Fact]
    public async Task A_claim_that_a_pod_uses_goes_after_it_and_a_volume_when_it_is_not_bound()
    {
        const string Claims = "/api/v1/namespaces/default/persistentvolumeclaims";
        await using var cluster = await TestCluster.StartAsync();
        var claim = await cluster.PostAsync(Claims, """
            {"apiVersion":"v1","kind":"PersistentVolumeClaim","metadata":{"name":"c"},"spec":{"accessModes":["ReadWriteOnce"],
            "resources":{"requests":{"storage":"1Gi"}}}}
            """);
        claim["metadata"]!["finalizers"]![0]!.ToString().Should().Be("kubernetes.io/pvc-protection");
        await cluster.PostAsync(Pods, """
            {"apiVersion":"v1","kind":"Pod","metadata":{"name":"p"},"spec":{"containers":[{"name":"c","image":"nginx"}],
            "volumes":[{"name":"v","persistentVolumeClaim":{"claimName":"c"}}]}}
            """);
        await cluster.SendAsync("DELETE", $"{Claims}/c");
        (await cluster.ListAsync(Claims)).Should().ContainSingle("the Pod uses it");
        await cluster.SendAsync("DELETE", $"{Pods}/p?gracePeriodSeconds=0");
        (await cluster.ListAsync(Claims)).Should().BeEmpty();

        await cluster.PostAsync("/api/v1/persistentvolumes", """
            {"apiVersion":"v1","kind":"PersistentVolume","metadata":{"name":"v"},"spec":{"accessModes":["ReadWriteOnce"],
            "capacity":{"storage":"1Gi"},"hostPath":{"path":"/x"}}}
            """);
        await cluster.SendAsync("DELETE", "/api/v1/persistentvolumes/v");
        (await cluster.ListAsync("/api/v1/persistentvolumes")).Should().BeEmpty();
    }

    [Fact]
    public async Task A_revision_holds_its_template_with_keys_in_order_as_clients_compare_it()
    {
        await using var cluster = await TestCluster.StartAsync();
        await cluster.PostAsync($"{Apps}/daemonsets", Workload("DaemonSet"));
        var revision = (await cluster.ListAsync($"{Apps}/controllerrevisions"))[0];
        var template = (JsonObject)revision["data"]!["spec"]!["template"]!;
        template.Select(p => p.Key).Should().Equal("$patch", "metadata", "spec");
        ((JsonObject)template["spec"]!).Select(p => p.Key).Should().BeInAscendingOrder(StringComparer.Ordinal);
    }

    [Fact]
    public async Task CronJob_starts_a_job_at_each_time_and_keeps_three()
    {
        await using var cluster = await TestCluster.StartAsync();
        await cluster.PostAsync("/apis/batch/v1/namespaces/default/cronjobs", """
            {"metadata":{"name":"c"},"spec":{"schedule":"*/10 * * * *","jobTemplate":{"spec":{"template":{"spec":{
            "restartPolicy":"Never","containers":[{"name":"c","image":"busybox","command":["true"]}]}}}}}}
            """);
        await cluster.PassAsync(TimeSpan.FromMinutes(65));
        var jobs = await cluster.ListAsync(Jobs);
        jobs.Should().HaveCount(3);
        jobs[^1]["metadata"]!["annotations"]!["batch.kubernetes.io/cronjob-scheduled-timestamp"]!.ToString()
            .Should().Be("2026-01-05T11:00:00Z");
    }

    [Fact]
    public async Task Eviction_that_is_only_tried_leaves_the_pod()
    {
        await using var cluster = await TestCluster.StartAsync();
        await cluster.PostAsync(Pods, """{"metadata":{"name":"p"},"spec":{"containers":[{"name":"c","image":"nginx"}]}}""");
        var (code, _) = await cluster.SendAsync("POST", $"{Pods}/p/eviction",
            """{"metadata":{"name":"p"},"deleteOptions":{"dryRun":["All"]}}""");
        code.Should().Be(201);
        (await cluster.GetAsync($"{Pods}/p"))["metadata"]!["deletionTimestamp"].Should().BeNull();
    }

    [Fact]
    public async Task Eviction_is_refused_while_the_budget_allows_none()
    {
        await using var cluster = await TestCluster.StartAsync();
        await cluster.PostAsync($"{Apps}/deployments", Workload("Deployment", ",\"replicas\":1"));
        await cluster.PostAsync("/apis/policy/v1/namespaces/default/poddisruptionbudgets", """
            {"metadata":{"name":"b"},"spec":{"minAvailable":1,"selector":{"matchLabels":{"app":"web"}}}}
            """);
        var pod = (await cluster.ListAsync(Pods))[0]["metadata"]!["name"]!.ToString();
        var (code, body) = await cluster.SendAsync("POST", $"{Pods}/{pod}/eviction", "{}");
        code.Should().Be(429);
        body["details"]!["causes"]![0]!["message"]!.ToString()
            .Should().Be("The disruption budget b needs 1 healthy pods and has 1 currently");
    }
}
