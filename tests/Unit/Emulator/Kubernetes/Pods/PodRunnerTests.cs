using System.Text.Json.Nodes;
using Eso.Emulator.Clock;
using Eso.Emulator.Kubernetes.Pods;
using FluentAssertions;
using Xunit;

namespace Eso.Unit.Emulator.Kubernetes.Pods;

public sealed class PodRunnerTests : IDisposable
{
    private readonly FakePodApi api = new();
    private readonly FakePodApi.Clock clock = new();
    private readonly Activity activity = new();
    private readonly PodRunner runner;

    public PodRunnerTests()
    {
        runner = new PodRunner(api, clock, activity, new Entropy(1), TimeSpan.Zero);
        runner.Start();
    }

    public void Dispose() => runner.Dispose();

    [Fact]
    public async Task A_pod_waits_for_its_secret_and_then_sees_it()
    {
        api.Put("pods", Pod("""
            {"containers":[{"name":"c","image":"busybox","command":["env"],"envFrom":[{"secretRef":{"name":"s"}}]}],
             "restartPolicy":"Never"}
            """));
        await QuietAsync();
        Assert.Equal("CreateContainerConfigError", State()["waiting"]!["reason"]!.GetValue<string>());
        Assert.Equal("secret \"s\" not found", State()["waiting"]!["message"]!.GetValue<string>());

        api.Put("secrets", Secret("s", "user", "Ym9i"));
        await QuietAsync();
        Assert.Equal("Succeeded", Status()["phase"]!.GetValue<string>());
        Assert.Contains("user=bob\n", runner.Find("u1")!.Find("c")!.Log!.Text(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Volumes_follow_changes_but_the_environment_does_not()
    {
        api.Put("secrets", Secret("s", "k", "b2xk"));
        api.Put("pods", Pod("""
            {"containers":[{"name":"c","image":"busybox",
               "command":["sh","-c","while true; do cat /v/k; echo /$K; sleep 60; done"],
               "env":[{"name":"K","valueFrom":{"secretKeyRef":{"name":"s","key":"k"}}}],
               "volumeMounts":[{"name":"v","mountPath":"/v"}]}],
             "volumes":[{"name":"v","secret":{"secretName":"s"}}],"restartPolicy":"Always"}
            """));
        await QuietAsync();
        api.Put("secrets", Secret("s", "k", "bmV3"));
        await QuietAsync();
        clock.Advance(TimeSpan.FromSeconds(60));
        await QuietAsync();
        Assert.Equal("old/old\nnew/old\n", runner.Find("u1")!.Find("c")!.Log!.Text());
    }

    [Fact]
    public async Task A_failing_container_is_restarted_with_growing_pauses()
    {
        api.Put("pods", Pod("""
            {"containers":[{"name":"c","image":"busybox","command":["false"]}],"restartPolicy":"Always"}
            """));
        await QuietAsync();
        Assert.Equal("CrashLoopBackOff", State()["waiting"]!["reason"]!.GetValue<string>());
        Assert.Equal(1, Restarts());
        clock.Advance(TimeSpan.FromSeconds(10));
        await QuietAsync();
        Assert.Equal(2, Restarts());
        clock.Advance(TimeSpan.FromSeconds(10));
        await QuietAsync();
        Assert.Equal(2, Restarts());
    }

    [Fact]
    public async Task Projected_tokens_are_files()
    {
        api.Put("pods", Pod("""
            {"serviceAccountName":"bot","containers":[{"name":"c","image":"busybox","command":["cat","/t/token"],
               "volumeMounts":[{"name":"t","mountPath":"/t"}]}],
             "volumes":[{"name":"t","projected":{"sources":[
               {"serviceAccountToken":{"path":"token","audience":"sts.amazonaws.com","expirationSeconds":3600}}]}}],
             "restartPolicy":"Never"}
            """));
        await QuietAsync();
        Assert.Equal("token-of-bot-for-sts.amazonaws.com", runner.Find("u1")!.Find("c")!.Log!.Text());
    }

    [Fact]
    public async Task A_pod_that_only_pauses_is_left_alone_for_a_while_and_one_with_something_to_say_is_not()
    {
        using var patient = new PodRunner(api, clock, activity, new Entropy(1), TimeSpan.Zero, TimeSpan.FromSeconds(4));
        patient.Start();
        api.Put("pods", Pod("""{"containers":[{"name":"c","image":"registry.k8s.io/pause:3.10"}]}"""));
        await QuietAsync();
        Assert.Null(api.Get("pods", "n", "p")!["spec"]!["nodeName"]);
        clock.Advance(TimeSpan.FromSeconds(4));
        await QuietAsync();
        Assert.Equal("Running", Status()["phase"]!.GetValue<string>());

        var speaking = Pod("""{"containers":[{"name":"c","image":"busybox","command":["env"]}],"restartPolicy":"Never"}""");
        speaking["metadata"]!["uid"] = "u2";
        api.Put("pods", speaking);
        await QuietAsync();
        Assert.Equal("Succeeded", Status()["phase"]!.GetValue<string>());
    }

    [Fact]
    public async Task What_comes_after_a_failing_init_container_waits_for_it()
    {
        api.Put("pods", Pod("""
            {"initContainers":[{"name":"a","image":"busybox","command":["false"]},{"name":"b","image":"busybox","command":["true"]}],
             "containers":[{"name":"c","image":"busybox"}],"restartPolicy":"Always"}
            """));
        await QuietAsync();
        Status()["initContainerStatuses"]![1]!["state"]!["waiting"]!["reason"]!.GetValue<string>().Should().Be("PodInitializing");
        Status()["containerStatuses"]![0]!["state"]!["waiting"]!["reason"]!.GetValue<string>().Should().Be("PodInitializing");
    }

    [Fact]
    public async Task The_hosts_file_holds_the_pod_and_its_aliases()
    {
        api.Put("pods", Pod("""
            {"hostAliases":[{"ip":"10.1.2.3","hostnames":["a","b"]}],
             "containers":[{"name":"c","image":"busybox","command":["cat","/etc/hosts"]}],"restartPolicy":"Never"}
            """));
        await QuietAsync();
        var hosts = runner.Find("u1")!.Find("c")!.Log!.Text();
        hosts.Should().StartWith("# Kubernetes-managed hosts file.\n127.0.0.1\tlocalhost\n");
        hosts.Should().EndWith($"\n{runner.Find("u1")!.Ip}\tp\n\n# Entries added by HostAliases.\n10.1.2.3\ta\tb\n");
    }

    [Fact]
    public async Task A_pod_fails_at_its_deadline()
    {
        api.Put("pods", Pod("""
            {"activeDeadlineSeconds":30,"containers":[{"name":"c","image":"busybox","command":["sleep","1000"]}],
             "restartPolicy":"Always"}
            """));
        await QuietAsync();
        clock.Advance(TimeSpan.FromSeconds(30));
        await QuietAsync();
        Status()["phase"]!.GetValue<string>().Should().Be("Failed");
        Status()["reason"]!.GetValue<string>().Should().Be("DeadlineExceeded");
        State().ContainsKey("terminated").Should().BeTrue();
    }

    [Fact]
    public async Task A_read_only_root_can_be_written_to_where_a_volume_is()
    {
        api.Put("pods", Pod("""
            {"containers":[{"name":"c","image":"busybox","command":["/bin/sh","-c","echo a > /f; echo b > /v/f; cat /v/f"],
               "securityContext":{"readOnlyRootFilesystem":true},"volumeMounts":[{"name":"v","mountPath":"/v"}]}],
             "volumes":[{"name":"v","emptyDir":{}}],"restartPolicy":"Never"}
            """));
        await QuietAsync();
        runner.Find("u1")!.Find("c")!.Log!.Text().Should().Be("/bin/sh: can't create /f: Read-only file system\nb\n");
    }

    [Fact]
    public async Task A_container_that_leaves_a_mark_in_its_volume_finds_it_after_its_restart()
    {
        api.Put("pods", Pod("""
            {"containers":[{"name":"c","image":"busybox","volumeMounts":[{"name":"d","mountPath":"/data"}],
               "command":["/bin/sh","-c","if [[ -r /data/foo ]] ; then exit 0 ; else touch /data/foo ; exit 1 ; fi"]}],
             "volumes":[{"name":"d","emptyDir":{}}],"restartPolicy":"OnFailure"}
            """));
        await QuietAsync();
        clock.Advance(TimeSpan.FromSeconds(10));
        await QuietAsync();
        Status()["phase"]!.GetValue<string>().Should().Be("Succeeded");
        Restarts().Should().Be(1);
    }

    [Fact]
    public async Task What_a_failing_probe_says_is_told()
    {
        api.Put("pods", Pod("""
            {"containers":[{"name":"c","image":"busybox","command":["sleep","1000"],"livenessProbe":{"failureThreshold":1,
              "exec":{"command":["sh","-c","echo not well; exit 1"]}}}],"restartPolicy":"Always"}
            """));
        await QuietAsync();
        api.Events.Should().Contain("Warning Unhealthy Liveness probe failed: not well\n")
            .And.Contain("Normal Killing Container c failed liveness probe, will be restarted")
            .And.Contain("Normal Started Container started");
    }

    [Fact(Timeout = 20_000)]
    public async Task A_shell_put_into_a_running_pod_is_typed_at_and_told_of_and_leaves_the_pod_alone()
    {
        const string containers = """{"containers":[{"name":"c","image":"nginx"}],"restartPolicy":"Always"}""";
        api.Put("pods", Pod(containers));
        await QuietAsync();
        clock.Advance(TimeSpan.FromSeconds(1));
        await QuietAsync();
        var pod = (JsonObject)api.Get("pods", "n", "p")!.DeepClone();
        pod["spec"]!["ephemeralContainers"] =
            JsonNode.Parse("""[{"name":"d","image":"busybox","stdin":true,"tty":true}]""");
        api.Put("pods", pod);
        await QuietAsync();
        var shell = runner.Find("u1")!.Find("d")!;
        shell.State.Should().Be(ContainerState.Running);

        await shell.Console!.TypeAsync("ecko\b\bho $HOSTNAME-\rexit 4\r"u8.ToArray(), CancellationToken.None);
        await shell.Log!.Ended;
        await QuietAsync();
        shell.Log.Text().Should().Contain("/ # ecko\b \b\b \bho").And.Contain("\r\np-\r\n");
        Status()["phase"]!.GetValue<string>().Should().Be("Running");
        var told = Status()["ephemeralContainerStatuses"]![0]!;
        told["state"]!["terminated"]!["exitCode"]!.ToString().Should().Be("4");
    }

    private static JsonObject Pod(string spec) => new()
    {
        ["metadata"] = new JsonObject { ["name"] = "p", ["namespace"] = "n", ["uid"] = "u1" },
        ["spec"] = JsonNode.Parse(spec),
        ["status"] = new JsonObject { ["phase"] = "Pending" },
    };

    private static JsonObject Secret(string name, string key, string value) => new()
    {
        ["metadata"] = new JsonObject { ["name"] = name, ["namespace"] = "n" },
        ["data"] = new JsonObject { [key] = value },
    };

    private JsonObject Status() => (JsonObject)api.Get("pods", "n", "p")!["status"]!;

    private JsonObject State() => (JsonObject)Status()["containerStatuses"]![0]!["state"]!;

    private int Restarts() => (int)Status()["containerStatuses"]![0]!["restartCount"]!;

    private async Task QuietAsync()
    {
        for (var calm = 0; calm < 5;)
        {
            var before = activity.Changes;
            await Task.Yield();
            await Task.Run(static () => { });
            calm = activity.Busy().Count == 0 && activity.Changes == before ? calm + 1 : 0;
        }

        Assert.Null(runner.LastFailure);
    }
}
