using Eso.Emulator.Kubernetes;
using FluentAssertions;
using Xunit;

namespace Eso.Unit.Emulator.Kubernetes.Admission;

/// <summary>What the plug-ins about Pods set and refuse, each by its own name.</summary>
public sealed class PodPluginsTests
{
    private const string Pods = "/api/v1/namespaces/default/pods?dryRun=All";

    [Theory]
    [InlineData(""","priority":5""",
        "the integer value of priority (5) must not be provided in pod spec; priority admission controller computed 0 "
        + "from the given PriorityClass name")]
    [InlineData(""","priorityClassName":"nope" """, "no PriorityClass with name nope was found")]
    [InlineData(""","runtimeClassName":"nope" """, "pod rejected: RuntimeClass \"nope\" not found")]
    [InlineData(""","overhead":{"cpu":"1"}""",
        "pod rejected: Pod Overhead set without corresponding RuntimeClass defined Overhead")]
    public async Task A_pod_that_asks_for_what_is_not_its_own_is_refused(string field, string message)
    {
        await using var cluster = await TestCluster.StartAsync();
        var (code, body) = await cluster.SendAsync("POST", Pods, Pod(field));
        code.Should().Be(403);
        body["message"]!.ToString().Should().Be($"pods \"p\" is forbidden: {message}");
    }

    [Fact]
    public async Task Priorities_are_set_without_the_default_tolerations()
    {
        await using var cluster = await TestCluster.StartAsync(new KubeServerOptions
        {
            Authentication = false,
            DisabledAdmission = new HashSet<string>(StringComparer.Ordinal) { "DefaultTolerationSeconds" },
        });
        var spec = (await cluster.PostAsync(Pods, Pod("")))["spec"]!;
        spec["priority"]!.GetValue<long>().Should().Be(0);
        spec["preemptionPolicy"]!.ToString().Should().Be("PreemptLowerPriority");
        spec["tolerations"].Should().BeNull();
    }

    /// <summary>kubectl replace writes a Pod as its file says, without what admission once computed.</summary>
    [Fact]
    public async Task A_replaced_pod_keeps_its_priority_and_tolerations()
    {
        await using var cluster = await TestCluster.StartAsync(new KubeServerOptions
        {
            Authentication = false,
            Node = "",
            DisabledAdmission = new HashSet<string>(StringComparer.Ordinal) { "ServiceAccount" },
        });
        var one = "/api/v1/namespaces/default/pods/p";
        await cluster.PostAsync("/api/v1/namespaces/default/pods", Pod(""));
        var (code, body) = await cluster.SendAsync("PUT", one, Pod(",\"activeDeadlineSeconds\":7"));
        code.Should().Be(200, body.ToJsonString());
        body["spec"]!["priority"]!.GetValue<long>().Should().Be(0);
        body["spec"]!["preemptionPolicy"]!.ToString().Should().Be("PreemptLowerPriority");
        body["spec"]!["tolerations"]!.AsArray().Should().HaveCount(2);
        (code, _) = await cluster.SendAsync("PUT", one, Pod(",\"priority\":5"));
        code.Should().Be(422);
    }

    [Fact]
    public async Task A_runtime_class_gives_its_overhead_and_its_nodes()
    {
        await using var cluster = await TestCluster.StartAsync();
        await cluster.PostAsync("/apis/node.k8s.io/v1/runtimeclasses", """
            {"metadata":{"name":"vm"},"handler":"vm","overhead":{"podFixed":{"memory":"64Mi"}},
            "scheduling":{"nodeSelector":{"vm":"yes"},"tolerations":[{"key":"vm","operator":"Exists"}]}}
            """);
        var spec = (await cluster.PostAsync(Pods, Pod(",\"runtimeClassName\":\"vm\"")))["spec"]!;
        spec["overhead"]!.ToJsonString().Should().Be("""{"memory":"64Mi"}""");
        spec["nodeSelector"]!.ToJsonString().Should().Be("""{"vm":"yes"}""");
        spec["tolerations"]!.AsArray().Should().HaveCount(3);
    }

    [Theory]
    [InlineData(""","securityContext":{"seccompProfile":{"type":"Localhost"}}""",
        "spec.securityContext.seccompProfile.localhostProfile: Required value: must be set when seccomp type is Localhost")]
    [InlineData(""","dnsConfig":{"nameservers":["x"]}""",
        "spec.dnsConfig.nameservers[0]: Invalid value: \"x\": must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)")]
    [InlineData(""","dnsPolicy":"None" """, "spec.dnsConfig: Required value: must provide `dnsConfig` when `dnsPolicy` is None")]
    public async Task Pod_settings_are_checked(string more, string message)
    {
        await using var cluster = await TestCluster.StartAsync();
        var (code, body) = await cluster.SendAsync("POST", Pods, Pod(more));
        code.Should().Be(422);
        body["message"]!.ToString().Should().Be($"Pod \"p\" is invalid: {message}");
    }

    private static string Pod(string more) =>
        $$$"""{"metadata":{"name":"p"},"spec":{"containers":[{"name":"c","image":"i"}]{{{more}}}}}""";
}
