using Eso.Emulator.Kubernetes;
using FluentAssertions;
using Xunit;

namespace Eso.Unit.Emulator.Kubernetes.Controllers;

/// <summary>Admission plug-ins as clients meet them.</summary>
public sealed class AdmissionTests
{
    private const string Pods = "/api/v1/namespaces/default/pods";
    private const string Policies = "/apis/admissionregistration.k8s.io/v1/validatingadmissionpolicies";

    private static string Pod(string name, string rest) =>
        "{\"metadata\":{\"name\":\"" + name + "\"},\"spec\":{\"containers\":[{\"name\":\"c\",\"image\":\"nginx\"" + rest + "}]}}";

    [Fact]
    public async Task Policy_may_ask_the_authorizer_about_a_service_account()
    {
        await using var cluster = await TestCluster.StartAsync(new KubeServerOptions());
        await cluster.PostAsync(Policies, """
            {"metadata":{"name":"p"},"spec":{"matchConstraints":{"resourceRules":[{"apiGroups":[""],"apiVersions":["v1"],
            "operations":["CREATE"],"resources":["secrets"]}]},"validations":[{"expression":
            "authorizer.serviceAccount('default', object.data.who).group('').resource('secrets').namespace('default').check('get').allowed()"}]}}
            """.Replace("object.data.who", "object.metadata.name", StringComparison.Ordinal));
        await cluster.PostAsync(Policies.Replace("policies", "policybindings", StringComparison.Ordinal),
            """{"metadata":{"name":"b"},"spec":{"policyName":"p","validationActions":["Deny"]}}""");
        await cluster.PostAsync("/apis/rbac.authorization.k8s.io/v1/namespaces/default/rolebindings", """
            {"metadata":{"name":"r"},"roleRef":{"apiGroup":"rbac.authorization.k8s.io","kind":"ClusterRole","name":"admin"},
            "subjects":[{"kind":"ServiceAccount","name":"trusted","namespace":"default"}]}
            """);
        (await cluster.SendAsync("POST", "/api/v1/namespaces/default/secrets", """{"metadata":{"name":"trusted"}}""")).Code.Should().Be(201);
        (await cluster.SendAsync("POST", "/api/v1/namespaces/default/secrets", """{"metadata":{"name":"other"}}""")).Code.Should().Be(422);
    }

    [Fact]
    public async Task Policy_without_paramKind_does_not_know_params()
    {
        await using var cluster = await TestCluster.StartAsync();
        var (code, body) = await cluster.SendAsync("POST", Policies, """
            {"metadata":{"name":"p"},"spec":{"matchConstraints":{"resourceRules":[{"apiGroups":[""],"apiVersions":["v1"],
            "operations":["CREATE"],"resources":["secrets"]}]},"validations":[{"expression":"params.x == 1"}]}}
            """);
        code.Should().Be(422);
        body["message"]!.ToString().Should().Contain("undeclared reference to 'params'");
    }

    [Fact]
    public async Task LimitRange_fills_tells_and_refuses()
    {
        await using var cluster = await TestCluster.StartAsync();
        await cluster.PostAsync("/api/v1/namespaces/default/limitranges", """
            {"metadata":{"name":"l"},"spec":{"limits":[{"type":"Container","default":{"cpu":"1"},"defaultRequest":{"cpu":"500m"},
            "maxLimitRequestRatio":{"cpu":"4"}},{"type":"Pod","max":{"cpu":"2"}}]}}
            """);
        var pod = await cluster.PostAsync(Pods, Pod("a", ""));
        pod["metadata"]!["annotations"]!["kubernetes.io/limit-ranger"]!.ToString()
            .Should().Be("LimitRanger plugin set: cpu request for container c; cpu limit for container c");
        var (code, body) = await cluster.SendAsync(
            "POST", Pods, Pod("b", ",\"resources\":{\"requests\":{\"cpu\":\"100m\"},\"limits\":{\"cpu\":\"3\"}}"));
        code.Should().Be(403);
        body["message"]!.ToString().Should().Be("pods \"b\" is forbidden: [cpu max limit to request ratio per Container is 4, "
            + "but provided ratio is 30.000000, maximum cpu usage per Pod is 2, but limit is 3]");
    }

    [Fact]
    public async Task Quota_counts_only_what_its_scopes_cover_and_demands_requests()
    {
        await using var cluster = await TestCluster.StartAsync();
        const string Quotas = "/api/v1/namespaces/default/resourcequotas";
        await cluster.PostAsync(Quotas, """{"metadata":{"name":"best"},"spec":{"hard":{"pods":"1"},"scopes":["BestEffort"]}}""");
        await cluster.PostAsync(Pods, Pod("a", ""));
        (await cluster.SendAsync("POST", Pods, Pod("b", ""))).Body["message"]!.ToString().Should().Be(
            "pods \"b\" is forbidden: exceeded quota: best, requested: pods=1, used: pods=1, limited: pods=1");
        const string Sized = ",\"resources\":{\"requests\":{\"cpu\":\"1\"}}";
        await cluster.PostAsync(Pods, Pod("c", Sized));
        await cluster.PostAsync(Quotas, """{"metadata":{"name":"cpu"},"spec":{"hard":{"limits.cpu":"5"}}}""");
        (await cluster.SendAsync("POST", Pods, Pod("d", Sized))).Body["message"]!.ToString().Should().Be(
            "pods \"d\" is forbidden: failed quota: cpu: must specify limits.cpu for: c");
    }
}
