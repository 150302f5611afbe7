using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes;
using Xunit;

namespace Eso.Unit.Emulator.Kubernetes.Kinds;

/// <summary>What the API says to odd Pods and Services: texts of kube-apiserver's core validation (1.36).</summary>
public sealed class PodAnswersTests
{
    private const string Ip = "must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)";
    private const string Pods = "/api/v1/namespaces/default/pods";
    private const string Services = "/api/v1/namespaces/default/services";

    [Theory]
    [InlineData("""{"lifecycle":{"preStop":{"sleep":{"seconds":50}}}}""",
        "spec.containers[0].lifecycle.preStop.sleep: Invalid value: 50: must be non-negative and less than terminationGracePeriodSeconds (30)")]
    [InlineData("""{"securityContext":{"procMount":"Unmasked"}}""",
        "spec.containers[0].securityContext.procMount: Invalid value: \"Unmasked\": `hostUsers` must be false to use `Unmasked`")]
    [InlineData("""{"securityContext":{"appArmorProfile":{"type":"Localhost"}}}""",
        "spec.containers[0].securityContext.appArmorProfile.localhostProfile: Required value: must be set when AppArmor type is Localhost")]
    [InlineData("""{"volumeDevices":[{"name":"x","devicePath":"/a"}]}""", "spec.containers[0].volumeDevices[0].name: Not found: \"x\"")]
    [InlineData("""{"resources":{"limits":{"hugepages-2Mi":"2Mi"}}}""",
        "spec.containers[0].resources: Forbidden: HugePages require cpu or memory")]
    public async Task A_containers_fault_is_named(string part, string problem)
    {
        await using var cluster = await Start();
        var container = new JsonObject { ["name"] = "c", ["image"] = "i" };
        foreach (var (key, value) in JsonNode.Parse(part)!.AsObject())
        {
            container[key] = value!.DeepClone();
        }

        await Refused(cluster, "POST", Pods, Pod("p", container), $"Pod \"p\" is invalid: {problem}");
    }

    [Theory]
    [InlineData("""{"spec":{"activeDeadlineSeconds":20}}""",
        "spec.activeDeadlineSeconds: Invalid value: 20: must be less than or equal to previous value")]
    [InlineData("""{"spec":{"activeDeadlineSeconds":null}}""",
        "spec.activeDeadlineSeconds: Invalid value: null: must not update from a positive integer to nil value")]
    [InlineData("""{"spec":{"containers":[{"name":"c","image":"i"},{"name":"d","image":"i"}]}}""",
        "spec.containers: Forbidden: pod updates may not add or remove containers")]
    [InlineData("""{"spec":{"schedulingGates":[{"name":"a/b"}]}}""",
        "spec.schedulingGates[0].name: Forbidden: only deletion is allowed, but found new scheduling gate 'a/b'")]
    [InlineData("""{"metadata":{"annotations":{"kubernetes.io/config.mirror":"x"}}}""",
        "metadata.annotations[kubernetes.io/config.mirror]: Forbidden: may not add mirror pod annotation")]
    public async Task What_may_not_change_in_a_pod_is_named(string patch, string problem)
    {
        await using var cluster = await Start();
        var pod = JsonNode.Parse(Pod("p", new JsonObject { ["name"] = "c", ["image"] = "i" }))!;
        pod["spec"]!["activeDeadlineSeconds"] = 10;
        await cluster.PostAsync(Pods, pod.ToJsonString());
        await Refused(
            cluster, "PATCH", $"{Pods}/p", patch, $"Pod \"p\" is invalid: {problem}", "application/merge-patch+json");
    }

    [Fact]
    public async Task A_status_keeps_its_addresses_and_class_sound()
    {
        await using var cluster = await Start();
        await cluster.PostAsync(Pods, Pod("p", new JsonObject { ["name"] = "c", ["image"] = "i" }));
        await Refused(cluster, "PATCH", $"{Pods}/p/status", """{"status":{"podIP":"x","qosClass":"Guaranteed"}}""",
            "Pod \"p\" is invalid: [status.qosClass: Invalid value: \"Guaranteed\": field is immutable, "
            + $"status.podIPs[0]: Invalid value: \"x\": {Ip}]", "application/merge-patch+json");
    }

    [Fact]
    public async Task A_binding_needs_a_node_and_says_so_as_a_500()
    {
        await using var cluster = await Start();
        await cluster.PostAsync(Pods, Pod("p", new JsonObject { ["name"] = "c", ["image"] = "i" }));
        var (code, answer) = await cluster.SendAsync(
            "POST", $"{Pods}/p/binding", """{"target":{"kind":"Foo"},"metadata":{"name":"p"}}""");
        Assert.Equal(500, code);
        Assert.Equal(
            "[target.kind: Unsupported value: \"Foo\": supported values: \"Node\", \"<empty>\", target.name: Required value]",
            (string?)answer["message"]);
        (code, _) = await cluster.SendAsync(
            "POST", "/api/v1/namespaces/default/bindings", """{"target":{"name":"n1"},"metadata":{"name":"p"}}""");
        Assert.Equal(201, code);
        var bound = await cluster.GetAsync($"{Pods}/p");
        Assert.Equal(1, (int)bound["metadata"]!["generation"]!);
        Assert.Equal("n1", (string?)bound["spec"]!["nodeName"]);
        Assert.Equal(1, (int)bound["status"]!["conditions"]![0]!["observedGeneration"]!);
    }

    [Theory]
    [InlineData("tailLines=-1", 422, "PodLogOptions \"p\" is invalid: tailLines: Invalid value: -1: must be greater than or equal to 0")]
    [InlineData("sinceSeconds=1&sinceTime=2024-01-02T03:04:05Z", 422,
        "PodLogOptions \"p\" is invalid: []: Forbidden: at most one of `sinceTime` or `sinceSeconds` may be specified")]
    [InlineData("limitBytes=x", 400, "strconv.ParseInt: parsing \"x\": invalid syntax")]
    public async Task The_options_of_a_log_are_checked_before_the_pod(string query, int code, string message)
    {
        await using var cluster = await Start();
        var (found, answer) = await cluster.SendAsync("GET", $"{Pods}/p/log?{query}");
        Assert.Equal((code, message), (found, (string?)answer["message"]));
    }

    [Theory]
    [InlineData("""{"clusterIP":"10.0.0.5","clusterIPs":["10.0.0.4"]}""",
        "spec.clusterIPs: Invalid value: [\"10.0.0.4\"]: first value must match `clusterIP`")]
    [InlineData("""{"clusterIPs":["10.0.0.4"]}""",
        "spec.clusterIPs: Invalid value: [\"10.0.0.4\"]: must be empty when `clusterIP` is not specified")]
    [InlineData("""{"clusterIP":"fd00::1","ipFamilies":["IPv4"]}""",
        "spec.clusterIPs[0]: Invalid value: \"fd00::1\": expected an IPv4 value as indicated by `ipFamilies[0]`")]
    [InlineData("""{"loadBalancerSourceRanges":["10.0.0.0/8"]}""",
        "spec.LoadBalancerSourceRanges: Forbidden: may only be used when `type` is 'LoadBalancer'")]
    public async Task A_services_fault_is_named(string part, string problem)
    {
        await using var cluster = await Start();
        var spec = JsonNode.Parse(part)!.AsObject();
        spec["ports"] = new JsonArray(new JsonObject { ["port"] = 80 });
        await Refused(cluster, "POST", Services, Service("s", spec), $"Service \"s\" is invalid: {problem}");
    }

    [Fact]
    public async Task A_local_load_balancer_gets_a_health_port_and_loses_it_with_its_type()
    {
        await using var cluster = await Start();
        var made = await cluster.PostAsync(Services, Service("s", new JsonObject
        {
            ["type"] = "LoadBalancer",
            ["externalTrafficPolicy"] = "Local",
            ["allocateLoadBalancerNodePorts"] = false,
            ["ports"] = new JsonArray(new JsonObject { ["port"] = 80 }),
        }));
        Assert.InRange((int)made["spec"]!["healthCheckNodePort"]!, 30000, 32767);
        Assert.Null(made["spec"]!["ports"]![0]!["nodePort"]);
        var (_, changed) = await cluster.SendAsync(
            "PATCH", $"{Services}/s", """{"spec":{"type":"ClusterIP"}}""", "application/merge-patch+json");
        Assert.Null(changed["spec"]!["healthCheckNodePort"]);
        Assert.Null(changed["spec"]!["allocateLoadBalancerNodePorts"]);
        Assert.Null(changed["spec"]!["externalTrafficPolicy"]);
    }

    private static Task<TestCluster> Start() => TestCluster.StartAsync(
        new KubeServerOptions { Authentication = false, Controllers = new HashSet<string>(), DisabledAdmission = new HashSet<string>(["ServiceAccount"]) });

    private static string Pod(string name, JsonObject container) => new JsonObject
    {
        ["apiVersion"] = "v1",
        ["kind"] = "Pod",
        ["metadata"] = new JsonObject { ["name"] = name },
        ["spec"] = new JsonObject { ["containers"] = new JsonArray(container) },
    }.ToJsonString();

    private static string Service(string name, JsonObject spec) => new JsonObject
    {
        ["apiVersion"] = "v1",
        ["kind"] = "Service",
        ["metadata"] = new JsonObject { ["name"] = name },
        ["spec"] = spec,
    }.ToJsonString();

    private static async Task Refused(
        TestCluster cluster, string method, string path, string body, string message, string type = "application/json")
    {
        var (code, answer) = await cluster.SendAsync(method, path, body, type);
        Assert.Equal(message, (string?)answer["message"]);
        Assert.Equal(422, code);
    }
}
