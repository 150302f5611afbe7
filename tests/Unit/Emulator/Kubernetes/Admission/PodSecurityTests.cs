using Eso.Emulator.Kubernetes;
using FluentAssertions;
using Xunit;

namespace Eso.Unit.Emulator.Kubernetes.Admission;

/// <summary>The Pod Security Standards by a namespace's labels, in the real plug-in's words.</summary>
public sealed class PodSecurityTests
{
    private const string Strict = """
        {"name":"c","image":"i","securityContext":{"allowPrivilegeEscalation":false,"runAsNonRoot":true,
        "capabilities":{"drop":["ALL"]},"seccompProfile":{"type":"RuntimeDefault"}}}
        """;

    [Theory]
    [InlineData("restricted", """{"containers":[{"name":"c","image":"i"}]}""",
        "violates PodSecurity \"restricted:latest\": allowPrivilegeEscalation != false (container \"c\" must set "
        + "securityContext.allowPrivilegeEscalation=false), unrestricted capabilities (container \"c\" must set "
        + "securityContext.capabilities.drop=[\"ALL\"]), runAsNonRoot != true (pod or container \"c\" must set "
        + "securityContext.runAsNonRoot=true), seccompProfile (pod or container \"c\" must set "
        + "securityContext.seccompProfile.type to \"RuntimeDefault\" or \"Localhost\")")]
    [InlineData("baseline", """
        {"hostNetwork":true,"hostPID":true,"volumes":[{"name":"v","hostPath":{"path":"/"}}],
        "containers":[{"name":"a","image":"i","ports":[{"containerPort":80,"hostPort":80}],"securityContext":{"privileged":true}},
        {"name":"b","image":"i","securityContext":{"capabilities":{"add":["SYS_ADMIN","NET_RAW","KILL"]}}}]}
        """,
        "violates PodSecurity \"baseline:latest\": non-default capabilities (container \"b\" must not include \"NET_RAW\", "
        + "\"SYS_ADMIN\" in securityContext.capabilities.add), host namespaces (hostNetwork=true, hostPID=true), hostPath volumes "
        + "(volume \"v\"), hostPort (container \"a\" uses hostPort 80), privileged (container \"a\" must not set "
        + "securityContext.privileged=true)")]
    [InlineData("restricted", """{"volumes":[{"name":"v","hostPath":{"path":"/"}}],"containers":[""" + Strict + "]}",
        "violates PodSecurity \"restricted:latest\": restricted volume types (volume \"v\" uses restricted volume type \"hostPath\")")]
    [InlineData("baseline", """{"securityContext":{"sysctls":[{"name":"kernel.msgmax","value":"1"}]},"containers":[""" + Strict + "]}",
        "violates PodSecurity \"baseline:latest\": forbidden sysctls (kernel.msgmax)")]
    public async Task A_pod_below_its_namespaces_level_is_refused(string level, string spec, string message)
    {
        await using var cluster = await NamespaceAsync($"\"pod-security.kubernetes.io/enforce\":\"{level}\"");
        var (code, body) = await cluster.SendAsync("POST", "/api/v1/namespaces/n/pods", Pod("p", spec));
        code.Should().Be(403);
        body["message"]!.ToString().Should().Be("pods \"p\" is forbidden: " + message);
    }

    [Fact]
    public async Task What_the_level_asks_for_is_let_in_and_older_versions_ask_for_less()
    {
        await using var cluster = await NamespaceAsync(
            "\"pod-security.kubernetes.io/enforce\":\"restricted\",\"pod-security.kubernetes.io/enforce-version\":\"v1.7\"");
        await cluster.PostAsync("/api/v1/namespaces/n/pods", Pod("p", $$"""{"containers":[{{Strict}}]}"""));
        await cluster.PostAsync("/api/v1/namespaces/n/pods",
            Pod("q", """{"containers":[{"name":"c","image":"i","securityContext":{"runAsNonRoot":true}}]}"""));

        // Who makes Pods is warned, not refused; its Pods are, and that is not tried without end.
        await cluster.PostAsync("/apis/apps/v1/namespaces/n/deployments", """
            {"metadata":{"name":"d"},"spec":{"selector":{"matchLabels":{"a":"b"}},"template":{"metadata":{"labels":{"a":"b"}},
            "spec":{"containers":[{"name":"c","image":"i"}]}}}}
            """);
        await cluster.PassAsync(TimeSpan.FromSeconds(1));
        var set = (await cluster.ListAsync("/apis/apps/v1/namespaces/n/replicasets")).Should().ContainSingle().Subject;
        set["status"]!["conditions"]![0]!["message"]!.ToString().Should().Contain("violates PodSecurity \"restricted:v1.7\"");
        (await cluster.ListAsync("/api/v1/namespaces/n/pods")).Should().HaveCount(2);
    }

    [Fact]
    public async Task A_label_that_is_no_level_is_refused()
    {
        await using var cluster = await TestCluster.StartAsync();
        var (code, body) = await cluster.SendAsync("POST", "/api/v1/namespaces",
            """
            {"metadata":{"name":"n","labels":{"pod-security.kubernetes.io/enforce":"strict",
            "pod-security.kubernetes.io/warn-version":"1.3"}}}
            """);
        code.Should().Be(422);
        body["message"]!.ToString().Should().Be(
            "Namespace \"n\" is invalid: [metadata.labels[pod-security.kubernetes.io/enforce]: Invalid value: \"strict\": "
            + "must be one of privileged, baseline, restricted, metadata.labels[pod-security.kubernetes.io/warn-version]: "
            + "Invalid value: \"1.3\": must be \"latest\" or \"v1.x\"]");
    }

    private static async Task<TestCluster> NamespaceAsync(string labels)
    {
        var cluster = await TestCluster.StartAsync(new KubeServerOptions
        {
            Authentication = false,
            Node = "",
            DisabledAdmission = new HashSet<string>(StringComparer.Ordinal) { "ServiceAccount" },
        });
        await cluster.PostAsync("/api/v1/namespaces", "{\"metadata\":{\"name\":\"n\",\"labels\":{" + labels + "}}}");
        return cluster;
    }

    private static string Pod(string name, string spec) => "{\"metadata\":{\"name\":\"" + name + "\"},\"spec\":" + spec + "}";
}
