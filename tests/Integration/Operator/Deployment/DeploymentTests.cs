using System.Text.Json.Nodes;
using Eso.Emulator.Scenarios;
using Eso.Kubernetes;
using Eso.Kubernetes.Client;
using Eso.Operator.Api;
using Eso.Operator.Hosting.Certificates;
using FluentAssertions;
using Xunit;

namespace Eso.Integration.Operator.Deployment;

public sealed class DeploymentTests
{
    private static readonly ResourceType Beta =
        new("external-secrets.io", "v1beta1", "externalsecrets", "ExternalSecret", true);

    private static readonly ResourceType Current = Beta with { Version = "v1" };

    [Fact]
    public async Task The_base_works_as_it_is_deployed_with_the_rights_it_gives_itself()
    {
        await using var deployed = await DeployedOperator.StartAsync();

        // The webhook refuses, in ESO's words, called by the API server over TLS.
        var bad = () => ApplyAsync(deployed, """
            apiVersion: external-secrets.io/v1
            kind: ExternalSecret
            metadata: { name: bad, namespace: default }
            spec: { secretStoreRef: { name: fake }, target: { creationPolicy: Merge, deletionPolicy: Delete } }
            """);
        (await bad.Should().ThrowAsync<KubeException>()).Which.Message.Should().Be(
            "admission webhook \"validate.externalsecret.external-secrets.io\" denied the request: deletionPolicy=Delete must "
            + "not be used when the controller doesn't own the secret. Please set creationPolicy=Owner\n"
            + "either data or dataFrom should be specified");

        // The webhook converts, and the controllers sync what it has converted.
        await ApplyAsync(deployed, """
            apiVersion: external-secrets.io/v1beta1
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
              data: [ { secretKey: a, remoteRef: { key: a, nullBytePolicy: Fail } } ]
            """);
        await deployed.World.Clock.AdvanceAsync(TimeSpan.FromSeconds(20), default);
        var secret = await deployed.Admin.FindAsync(CoreTypes.Secret, "default", "app", default);
        secret.Object("data").Text("a").Should().Be("Yg==");

        var old = await deployed.Admin.GetAsync(Beta, "default", "app", default);
        old.Object("spec").Object("target").Text("creationPolicy").Should().Be("Merge");
        old.Object("spec")!["refreshInterval"] = "5m";
        await deployed.Admin.UpdateAsync(Beta, "default", old, default);
        var spec = (await deployed.Admin.GetAsync(Current, "default", "app", default)).Object("spec");
        spec.Text("refreshInterval").Should().Be("5m");
        spec.Object("target").Text("creationPolicy").Should().Be("CreateOrMerge");
        spec.Objects("data")[0].Object("remoteRef").Text("nullBytePolicy").Should().Be("Fail");

        deployed.Certificates.NotReady().Should().BeEmpty();
        deployed.Webhook.NotReady().Should().BeEmpty();
        deployed.World.Journal.Read("kube", 0).Where(e => e.Status == 403 && e.UserAgent.StartsWith("external-secrets", StringComparison.Ordinal))
            .Select(e => e.Operation).Should().BeEmpty("the manifests give every right that is used");
    }

    [Fact]
    public async Task Certificates_are_renewed_before_they_run_out()
    {
        await using var deployed = await DeployedOperator.StartAsync();
        var first = await SecretAsync(deployed);

        await deployed.World.Clock.AdvanceAsync(TimeSpan.FromMinutes(6), default);
        JsonNode.DeepEquals(await SecretAsync(deployed), first).Should().BeTrue("nothing is renewed early");

        // A certificate of the same authority that has ninety days and twelve minutes left.
        var authority = new KeyPair(Text(first, "ca.crt"), Text(first, "ca.key"));
        var old = KeyPairs.Serving(
            authority, "external-secrets-webhook.external-secrets.svc", deployed.World.Clock.GetUtcNow().AddDays(90 - 3650).AddMinutes(12));
        await deployed.Admin.PatchAsync(
            CoreTypes.Secret,
            DeployedOperator.Namespace,
            "external-secrets-webhook",
            PatchKind.Merge,
            new JsonObject { ["data"] = new JsonObject { ["tls.crt"] = Base64(old.Certificate), ["tls.key"] = Base64(old.Key) } },
            default);
        await deployed.World.Clock.AdvanceAsync(TimeSpan.FromMinutes(10), default);
        Text(await SecretAsync(deployed), "tls.crt").Should().Be(old.Certificate, "ninety days are enough");
        await deployed.World.Clock.AdvanceAsync(TimeSpan.FromMinutes(8), default);

        var second = await SecretAsync(deployed);
        Text(second, "tls.crt").Should().NotBe(old.Certificate);
        CertificateCheck.Problem(
            Text(second, "ca.crt"),
            Text(second, "tls.crt"),
            Text(second, "tls.key"),
            "external-secrets-webhook.external-secrets.svc",
            deployed.World.Clock.GetUtcNow().AddDays(3600)).Should().BeNull();
        second["ca.crt"]!.ToString().Should().Be(first["ca.crt"]!.ToString(), "an authority that lives on is kept");
        foreach (var name in (string[])["externalsecret-validate", "secretstore-validate"])
        {
            var configuration = await deployed.Admin.GetAsync(CoreTypes.ValidatingWebhookConfiguration, null, name, default);
            configuration.Objects("webhooks").Select(w => w.Object("clientConfig").Text("caBundle"))
                .Should().AllBe(second["ca.crt"]!.ToString());
        }

        var crd = await deployed.Admin.GetAsync(
            CoreTypes.CustomResourceDefinition, null, "clustersecretstores.external-secrets.io", default);
        crd["spec"]!["conversion"]!["webhook"]!["clientConfig"]!["caBundle"]!.ToString().Should().Be(second["ca.crt"]!.ToString());
    }

    [Fact]
    public void The_rights_of_the_embedded_operator_are_those_of_the_manifests()
    {
        var files = Kustomization.Build(Path.Combine(Kustomization.Deploy, "kustomize", "base"));
        foreach (var mine in OperatorRbac.Objects().Where(o => o.Kind() != "Namespace"))
        {
            var theirs = files.Single(f => f.Kind() == mine.Kind() && f.Name() == mine.Name());
            Assert.Equal(Text(theirs), Text(mine));
        }
    }

    [Theory]
    [InlineData("ha")]
    [InlineData("secure-metrics")]
    [InlineData("namespaced")]
    [InlineData("controller-only")]
    [InlineData("all-in-one")]
    public void Overlays_build_and_their_containers_are_locked_down(string overlay)
    {
        var objects = Kustomization.Build(Path.Combine(Kustomization.Deploy, "kustomize", "overlays", overlay));
        var containers = objects.Where(o => o.Kind() == "Deployment")
            .SelectMany(d => d.Object("spec").Object("template").Object("spec").Objects("containers")).ToList();
        Assert.True(containers.Count > 0);
        foreach (var security in containers.Select(c => c.Object("securityContext")))
        {
            security.Flag("readOnlyRootFilesystem").Should().BeTrue();
            security.Flag("runAsNonRoot").Should().BeTrue();
            security.Object("capabilities").Texts("drop").Should().Equal("ALL");
        }

        if (overlay == "namespaced")
        {
            objects.Select(o => o.Kind()).Should().NotContain(["ClusterRole", "ClusterRoleBinding"]);
        }
    }

    private static string Text(JsonObject data, string key) =>
        System.Text.Encoding.UTF8.GetString(Convert.FromBase64String((string)data[key]!));

    private static string Base64(string text) => Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(text));

    /// <summary>Members in the order of their names.</summary>
    private static string Text(JsonNode? node) => node switch
    {
        JsonObject o => "{" + string.Join(
            ",\n", o.OrderBy(m => m.Key, StringComparer.Ordinal).Select(m => $"\"{m.Key}\":{Text(m.Value)}")) + "}",
        JsonArray list => "[" + string.Join(",", list.Select(Text)) + "]",
        _ => node?.ToJsonString() ?? "null",
    };

    private static async Task<JsonObject> SecretAsync(DeployedOperator deployed) =>
        (await deployed.Admin.GetAsync(CoreTypes.Secret, DeployedOperator.Namespace, "external-secrets-webhook", default)).Object("data")!;

    private static async Task ApplyAsync(DeployedOperator deployed, string yaml)
    {
        foreach (var manifest in Manifests.Parse(yaml, "test"))
        {
            await deployed.Access.ApplyAsync(manifest, default);
        }
    }
}
