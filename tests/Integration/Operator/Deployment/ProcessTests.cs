using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using Eso.Emulator.Clock;
using Eso.Kubernetes;
using FluentAssertions;
using Xunit;

namespace Eso.Integration.Operator.Deployment;

/// <summary>The three commands as processes of their own, as a cluster runs them.</summary>
public sealed class ProcessTests
{
    private static readonly ResourceType Beta =
        new("external-secrets.io", "v1beta1", "externalsecrets", "ExternalSecret", true);

    [Fact]
    public async Task Three_processes_do_what_the_one_does_and_tell_of_it()
    {
        await using var cluster = await DeployedCluster.StartAsync(ClockMode.Real, "overlays/secure-metrics");
        await using var sink = await OtlpSink.StartAsync();
        var (webhookPort, scraped) = (FreePort(), FreePort());

        await using var certificates = await StartAsync(cluster, "external-secrets-cert-controller", [], [
            "certcontroller", "--service-namespace", DeployedCluster.Namespace, "--secret-namespace", DeployedCluster.Namespace,
            "--metrics-addr", "0", "--healthz-addr", "0"]);
        await OperatorCommand.UntilAsync("the certificate", cluster.MountAsync, certificates);

        await using var webhook = await StartAsync(cluster, "external-secrets-webhook", Otlp(sink.GrpcUrl, "grpc"), [
            "webhook", "--port", $"{webhookPort}", "--cert-dir", cluster.Mounted, "--healthz-addr", "0",
            "--dns-name", "external-secrets-webhook.external-secrets.svc", "--metrics-addr", "0"]);
        await using var controller = await StartAsync(cluster, "external-secrets", Otlp(sink.HttpUrl, "http/protobuf"), [
            "controller", "--metrics-addr", $"127.0.0.1:{scraped}", "--metrics-secure", "--metrics-auth",
            "--metrics-cert-dir", cluster.Mounted, "--live-addr", "0", "--enable-leader-election"]);
        OperatorCommand[] all = [certificates, webhook, controller];

        await OperatorCommand.UntilAsync("the injected authority", () => InjectedAsync(cluster), all);
        await cluster.LeadAsync(webhookPort);
        await OperatorCommand.UntilAsync("the refusal", () => RefusesAsync(cluster), all);
        await SyncsAndConvertsAsync(cluster, all);
        await ScrapesAsync(cluster, scraped);

        await OperatorCommand.UntilAsync(
            "metrics by HTTP", () => Task.FromResult(sink.Last("/v1/metrics").Contains("externalsecret_sync_calls_total")), all);
        sink.Last("/v1/metrics").Should().StartWith("application/x-protobuf blue ").And.Contain("external-secrets");
        const string Grpc = "/opentelemetry.proto.collector.metrics.v1.MetricsService/Export";
        await OperatorCommand.UntilAsync(
            "metrics by gRPC", () => Task.FromResult(sink.Last(Grpc).Contains("controller_runtime_webhook_requests_total")), all);
        sink.Last(Grpc).Should().StartWith("application/grpc blue ");
    }

    private static async Task<bool> InjectedAsync(DeployedCluster cluster)
    {
        var told = await cluster.Admin.GetAsync(CoreTypes.ValidatingWebhookConfiguration, null, "externalsecret-validate", default);
        var crd = await cluster.Admin.GetAsync(
            CoreTypes.CustomResourceDefinition, null, "externalsecrets.external-secrets.io", default);
        var conversion = crd.Object("spec").Object("conversion").Object("webhook").Object("clientConfig");
        return told.Objects("webhooks")[0].Object("clientConfig").Text("caBundle").Length > 10
            && conversion.Text("caBundle").Length > 10;
    }

    /// <summary>Validation is called: until the webhook listens, its failurePolicy refuses in other words.</summary>
    private static async Task<bool> RefusesAsync(DeployedCluster cluster)
    {
        var bad = () => cluster.ApplyAsync("""
            apiVersion: external-secrets.io/v1
            kind: ExternalSecret
            metadata: { name: bad, namespace: default }
            spec: { secretStoreRef: { name: fake } }
            """);
        return (await bad.Should().ThrowAsync<KubeException>()).Which.Message == "admission webhook "
            + "\"validate.externalsecret.external-secrets.io\" denied the request: either data or dataFrom should be specified";
    }

    private static async Task SyncsAndConvertsAsync(DeployedCluster cluster, OperatorCommand[] all)
    {
        await cluster.ApplyAsync("""
            apiVersion: external-secrets.io/v1
            kind: SecretStore
            metadata: { name: fake, namespace: default }
            spec: { provider: { fake: { data: [ { key: a, value: b } ] } } }
            ---
            apiVersion: external-secrets.io/v1
            kind: ExternalSecret
            metadata: { name: app, namespace: default }
            spec:
              secretStoreRef: { name: fake }
              target: { creationPolicy: CreateOrMerge }
              data: [ { secretKey: a, remoteRef: { key: a } } ]
            """);
        await OperatorCommand.UntilAsync(
            "the Secret",
            async () => (await cluster.Admin.FindAsync(CoreTypes.Secret, "default", "app", default)).Object("data").Text("a") == "Yg==",
            all);
        var old = await cluster.Admin.GetAsync(Beta, "default", "app", default);
        old.Object("spec").Object("target").Text("creationPolicy").Should().Be("Merge", "v1beta1 does not know CreateOrMerge");
    }

    /// <summary>/metrics over TLS with the mounted certificate, for those whom the API server lets.</summary>
    private static async Task ScrapesAsync(DeployedCluster cluster, int port)
    {
        using var handler = new HttpClientHandler
        {
            ServerCertificateCustomValidationCallback = (_, presented, _, _) => presented!.Thumbprint
                == X509Certificate2.CreateFromPem(File.ReadAllText(Path.Combine(cluster.Mounted, "tls.crt"))).Thumbprint,
        };
        using var http = new HttpClient(handler) { BaseAddress = new Uri($"https://127.0.0.1:{port}") };
        (await http.GetAsync("/metrics")).StatusCode.Should().Be(HttpStatusCode.Unauthorized);

        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", "made-up");
        (await http.GetAsync("/metrics")).StatusCode.Should().Be(HttpStatusCode.Unauthorized);

        var token = await cluster.TokenAsync("external-secrets-webhook");
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        var refused = await http.GetAsync("/metrics");
        refused.StatusCode.Should().Be(HttpStatusCode.Forbidden);

        await cluster.ApplyAsync($$"""
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRoleBinding
            metadata: { name: scraper }
            roleRef: { apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: external-secrets-metrics-reader }
            subjects: [ { kind: ServiceAccount, name: external-secrets-cert-controller, namespace: {{DeployedCluster.Namespace}} } ]
            """);
        var allowed = await cluster.TokenAsync("external-secrets-cert-controller");
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", allowed);
        (await http.GetStringAsync("/metrics")).Should()
            .Contain("externalsecret_sync_calls_total{name=\"app\",namespace=\"default\"}")
            .And.Contain("leader_election_master_status{name=\"external-secrets-controller\"} 1");
    }

    private static async Task<OperatorCommand> StartAsync(
        DeployedCluster cluster, string account, Dictionary<string, string> environment, string[] arguments)
    {
        var kubeconfig = OperatorCommand.Kubeconfig(cluster.Mounted, account, await cluster.ConnectAsync(account));
        return OperatorCommand.Start(environment, [.. arguments, "--kubeconfig", kubeconfig, "--loglevel", "info"]);
    }

    private static Dictionary<string, string> Otlp(string url, string protocol) => new()
    {
        ["OTEL_EXPORTER_OTLP_ENDPOINT"] = url,
        ["OTEL_EXPORTER_OTLP_PROTOCOL"] = protocol,
        ["OTEL_EXPORTER_OTLP_HEADERS"] = "x-tenant=blue",
        ["OTEL_METRIC_EXPORT_INTERVAL"] = "300",
    };

    private static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }
}
