using System.CommandLine;
using System.Text.Json.Nodes;
using Eso.Emulator.Grounds;
using Eso.Kubernetes;
using Eso.Operator.Hosting.Flags;
using Eso.Operator.Secrets.Templating;
using FluentAssertions;
using Xunit;

namespace Eso.Integration.Operator.Deployment;

public sealed class HelmChartTests
{
    private static readonly HelmChart Chart = new();
    private const string NoCrds = "installCRDs: false\n";

    [Fact]
    public void The_chart_as_it_is_gives_what_the_kustomize_base_gives()
    {
        var ours = Chart.Render().ToDictionary(Key);
        var theirs = Kustomization.Build(Path.Combine(Kustomization.Deploy, "kustomize", "base"))
            .Where(o => o.Kind() != "Namespace").ToDictionary(Key);

        ours.Keys.Should().BeEquivalentTo(theirs.Keys);
        foreach (var (key, mine) in ours)
        {
            Plain(mine).Should().Be(Plain(theirs[key]), key);
        }
    }

    [Fact]
    public void Who_asks_about_scrapers_is_given_the_right_to_ask()
    {
        const string Auth = "metrics: { listen: { auth: { enabled: true }, secure: { enabled: true } } }";
        var bindings = Chart.Render($"{NoCrds}{Auth}\nwebhook: {{ {Auth} }}\n")
            .Where(o => o.Kind() == "ClusterRoleBinding" && o.Object("roleRef").Text("name") == "system:auth-delegator");

        bindings.Select(b => b.Objects("subjects").Single().Text("name")).Should()
            .BeEquivalentTo("external-secrets", "external-secrets-webhook");
    }

    [Fact]
    public async Task The_chart_is_accepted_by_a_cluster()
    {
        await using var world = await EmbeddedWorld.StartAsync(
            new WorldOptions { Now = WorldOptions.Epoch, Operator = false, Seed = 3 }, Harness.World.Machine, default);
        using var admin = world.NewKubeClient("helm/1");
        var access = new KubernetesAccess(admin);
        await access.ApplyAsync(Manifest("apiVersion: v1\nkind: Namespace\nmetadata: { name: external-secrets }"), default);
        var everything = NoCrds + """
            replicaCount: 2
            leaderElect: true
            commonLabels: { team: a }
            podDisruptionBudget: { enabled: true }
            networkPolicy: { enabled: true, ingress: [ { ports: [ { protocol: TCP, port: 8080 } ] } ], egress: [ {} ] }
            metrics: { service: { enabled: true } }
            grafanaDashboard: { enabled: true }
            topologySpreadConstraints: [ { maxSkew: 1, topologyKey: zone, whenUnsatisfiable: ScheduleAnyway } ]
            systemAuthDelegator: true
            webhook: { podDisruptionBudget: { enabled: true, minAvailable: 50% } }
            """;
        foreach (var o in Chart.Render(everything))
        {
            await access.ApplyAsync(o, default);
        }

        var stored = await admin.GetAsync(
            new ResourceType("apps", "v1", "deployments", "Deployment", true), "external-secrets", "external-secrets", default);
        stored.Object("spec").Object("template").Object("spec").Objects("topologySpreadConstraints")[0]
            .Object("labelSelector").Object("matchLabels").Text("app.kubernetes.io/name").Should().Be("external-secrets");
    }

    [Theory]
    [InlineData("concurrent: 5", "--concurrent=5")]
    [InlineData("leaderElect: true\nleaderElectionID: mine", "--enable-leader-election=true", "--leader-election-id=mine")]
    [InlineData("scopedNamespace: team", "--namespace=team")]
    [InlineData("processClusterStore: false", "--enable-cluster-store-reconciler=false")]
    [InlineData("{ processPushSecret: false, processClusterPushSecret: false }",
        "--enable-push-secret-reconciler=false", "--enable-cluster-push-secret-reconciler=false")]
    [InlineData("controllerClass: blue\nextendedMetricLabels: true", "--controller-class=blue", "--enable-extended-metric-labels=true")]
    [InlineData("extraArgs: { refresh-jitter-share: 0, enable-flood-gate: \"\" }", "--refresh-jitter-share=0", "--enable-flood-gate")]
    [InlineData("genericTargets: { enabled: true }", "--unsafe-allow-generic-targets=true")]
    [InlineData("log: { level: debug, timeEncoding: iso8601 }", "--loglevel=debug", "--zap-time-encoding=iso8601")]
    [InlineData("vault: { enableTokenCache: true }", "--enable-vault-token-cache=true", "--vault-token-cache-size=262144")]
    [InlineData("storeRequeueInterval: 1m\nenableHTTP2: true", "--store-requeue-interval=1m", "--enable-http2=true")]
    public void Values_become_flags_that_the_operator_knows(string values, params string[] flags)
    {
        var args = Container(Chart.Render(Block(values)), "external-secrets").Texts("args").ToList();
        args.Should().Contain(flags);
        var command = new Command("controller");
        ControllerFlags.AddTo(command);
        LogFlags.AddTo(command);
        command.Parse(args).Errors.Should().BeEmpty();
    }

    [Fact]
    public void A_scoped_installation_asks_for_nothing_of_the_whole_cluster()
    {
        var objects = Chart.Render(NoCrds + "scopedRBAC: true\nscopedNamespace: team\nwebhook: { create: false }\ncertController: { create: false }");

        objects.Select(o => o.Kind()).Should().NotContain(["ClusterRole", "ClusterRoleBinding", "ValidatingWebhookConfiguration"]);
        var role = objects.Single(o => o.Kind() == "Role" && o.Name() == "external-secrets-controller");
        role.Namespace().Should().Be("team");
        role.Objects("rules").SelectMany(r => r.Texts("resources")).Should().NotContain(r => r.StartsWith("cluster") || r == "namespaces");
        Container(objects, "external-secrets").Texts("args").Should().Contain(
            ["--namespace=team", "--enable-cluster-store-reconciler=false", "--enable-cluster-push-secret-reconciler=false"]);
    }

    [Fact]
    public void Cert_manager_takes_the_cert_controllers_place()
    {
        var objects = Chart.Render("crds: { createPushSecret: false }\nwebhook: { certManager: { enabled: true } }");

        objects.Should().NotContain(o => o.Name().Contains("cert-controller") || (o.Kind() == "Secret"));
        objects.Single(o => o.Kind() == "Certificate").Object("spec").Texts("dnsNames")
            .Should().Contain("external-secrets-webhook.external-secrets.svc");
        objects.Where(o => o.Kind() == "ValidatingWebhookConfiguration" || o.Name() == "externalsecrets.external-secrets.io")
            .Select(o => o.Object("metadata").Object("annotations").Text("cert-manager.io/inject-ca-from"))
            .Should().HaveCount(3).And.AllBe("external-secrets/external-secrets-webhook");
        objects.Should().NotContain(o => o.Name() == "pushsecrets.external-secrets.io");
    }

    [Fact]
    public void Pods_are_shaped_by_the_values()
    {
        var objects = Chart.Render(NoCrds + """
            nameOverride: eso
            namespaceOverride: elsewhere
            commonLabels: { team: a }
            image: { repository: example.com/eso, tag: 1.2.3, flavour: ubi }
            imagePullSecrets: [ { name: pull } ]
            global: { nodeSelector: { disk: ssd }, podAnnotations: { note: x } }
            webhook: { nodeSelector: { disk: hdd }, hostNetwork: true, extraArgs: { tls-min-version: "1.3" } }
            serviceAccount: { create: false, name: given }
            extraEnv: [ { name: AWS_REGION, value: eu-west-1 } ]
            extraVolumes: [ { name: v, emptyDir: {} } ]
            extraVolumeMounts: [ { name: v, mountPath: /v } ]
            extraInitContainers: [ { name: "init-{{ .Release.Name }}", image: busybox } ]
            dnsPolicy: Default
            priorityClassName: high
            extraObjects: [ { apiVersion: v1, kind: ConfigMap, metadata: { name: "{{ .Release.Name }}-more" } }, "apiVersion: v1\nkind: ConfigMap\nmetadata: { name: text }" ]
            """);

        var pod = Pod(objects, "external-secrets-eso");
        pod.Text("serviceAccountName").Should().Be("given");
        pod.Text("dnsPolicy").Should().Be("Default");
        pod.Text("priorityClassName").Should().Be("high");
        pod.Object("nodeSelector").Text("disk").Should().Be("ssd");
        pod.Objects("imagePullSecrets")[0].Text("name").Should().Be("pull");
        pod.Objects("initContainers")[0].Text("name").Should().Be("init-external-secrets");
        pod.Objects("containers")[0].Text("image").Should().Be("example.com/eso:1.2.3-ubi");
        pod.Objects("containers")[0].Objects("env")[0].Text("value").Should().Be("eu-west-1");
        var webhook = Pod(objects, "external-secrets-eso-webhook");
        webhook.Object("nodeSelector").Text("disk").Should().Be("hdd");
        webhook.Flag("hostNetwork").Should().BeTrue();
        webhook.Objects("containers")[0].Texts("args").Should().Contain("--tls-min-version=1.3")
            .And.Contain("--dns-name=external-secrets-eso-webhook.elsewhere.svc");
        objects.Should().Contain(o => o.Name() == "external-secrets-more").And.Contain(o => o.Name() == "text");
        objects.Where(o => o.Kind() != "ConfigMap").Should().OnlyContain(o => o.Object("metadata").Object("labels").Text("team") == "a");
    }

    [Fact]
    public void Monitors_are_made_where_the_cluster_knows_them()
    {
        const string values = NoCrds + "serviceMonitor: { enabled: true, additionalLabels: { release: prom } }";
        Chart.Render(values).Should().NotContain(o => o.Kind() == "ServiceMonitor");

        var there = new HelmChart { ApiVersions = ["monitoring.coreos.com/v1/ServiceMonitor"] }.Render(values);
        there.Where(o => o.Kind() == "ServiceMonitor").Select(o => o.Name()).Should().BeEquivalentTo(
            "external-secrets-metrics", "external-secrets-webhook-metrics", "external-secrets-cert-controller-metrics");
        there.Single(o => o.Kind() == "Service" && o.Name() == "external-secrets-webhook").Object("spec").Objects("ports")
            .Select(p => p.Text("name")).Should().Equal("webhook", "metrics");

        var missing = () => Chart.Render(values.Replace("enabled: true", "enabled: true, renderMode: failIfMissing"));
        missing.Should().Throw<TemplateException>().WithMessage("*does not serve monitoring.coreos.com/v1 ServiceMonitor*");
    }

    [Theory]
    [InlineData("processPushSecret: false", "*processClusterPushSecret needs processPushSecret*")]
    [InlineData("serviceMonitor: { enabled: true, renderMode: sometimes }", "*renderMode must be one of*")]
    public void Values_that_contradict_each_other_are_refused(string values, string message)
    {
        var render = () => Chart.Render(Block(values));
        render.Should().Throw<TemplateException>().WithMessage(message);
    }

    [Fact]
    public void Names_stay_within_a_label_and_users_rights_are_bound_by_hand_on_openshift()
    {
        var openshift = new HelmChart { ApiVersions = ["security.openshift.io/v1"], Release = new string('r', 60) };
        var objects = openshift.Render(NoCrds);
        objects.Should().OnlyContain(o => o.Kind() == "ClusterRole" || o.Kind() == "ClusterRoleBinding" || o.Kind() == "Role"
            || o.Kind() == "RoleBinding" || o.Name().Length <= 63);
        objects.Where(o => o.Kind() == "Deployment").SelectMany(d => d.Object("spec").Object("template").Object("spec").Objects("containers"))
            .Should().OnlyContain(c => !c.Object("securityContext")!.ContainsKey("runAsUser"));
    }

    [Fact]
    public void The_chart_has_a_schema_of_its_values_and_notes()
    {
        var schema = JsonNode.Parse(File.ReadAllText(
            Path.Combine(Kustomization.Deploy, "charts", "external-secrets", "values.schema.json")))!;
        schema["properties"]!.AsObject().Select(p => p.Key).Should().BeEquivalentTo(Chart.DefaultValues.Entries.Keys);
        Chart.Notes("webhook: { create: false }").Should().Contain("in namespace external-secrets").And.Contain("No webhook");
    }

    private static string Block(string values) => values[0] == '{' ? "installCRDs: false\n" + values.Trim('{', '}', ' ').Replace(", ", "\n")
        : NoCrds + values;

    private static string Key(JsonObject o) => $"{o.Kind()} {o.Namespace()}/{o.Name()}";

    private static JsonObject Manifest(string yaml) => Eso.Emulator.Scenarios.Manifests.Parse(yaml, "test").Single();

    private static JsonObject Pod(IEnumerable<JsonObject> objects, string name) => objects
        .Single(o => o.Kind() == "Deployment" && o.Name() == name).Object("spec").Object("template").Object("spec")!;

    private static JsonObject Container(IEnumerable<JsonObject> objects, string name) => Pod(objects, name).Objects("containers")[0];

    /// <summary>Members by name, arguments and rules in no order, without what only Helm says and how the image is called.</summary>
    private static string Plain(JsonNode? node) => node switch
    {
        JsonObject o => "{" + string.Join(",\n", o.OrderBy(m => m.Key, StringComparer.Ordinal)
            .Where(m => m.Key is not ("helm.sh/chart" or "app.kubernetes.io/version" or "app.kubernetes.io/managed-by" or "image"))
            .Select(m => $"\"{m.Key}\":{Plain(m.Value)}")) + "}",
        JsonArray list => "[" + string.Join(",", list.Select(Plain).Order(StringComparer.Ordinal)) + "]",
        _ => node?.ToJsonString() ?? "null",
    };
}
