using System.Net;
using System.Text;
using Eso.Emulator.Kubernetes.Pods.Proxy;
using Xunit;

namespace Eso.Unit.Emulator.Kubernetes.Pods;

/// <summary>pods/proxy and services/proxy: errors as kube-apiserver words them, and what a web server in a Pod says.</summary>
public sealed class PodProxyTests
{
    private const string Space = "/api/v1/namespaces/default";

    private const string Web = """
        {apiVersion: v1, kind: Pod, metadata: {name: web, labels: {app: web}}, spec: {containers: [{name: c, image: busybox,
         command: [sh, -c, "mkdir /www; echo hello > /www/a.txt; echo '<a href=/x>x</a>' > /www/index.html; httpd -f -p 8080 -h /www"],
         ports: [{name: http, containerPort: 8080}]}]}}
        """;

    [Fact]
    public async Task A_pod_and_its_service_are_reached_by_every_name()
    {
        await using var cluster = await TestCluster.StartAsync();
        await cluster.PostAsync($"{Space}/pods", Web);
        await cluster.PostAsync($"{Space}/services", """
            {metadata: {name: web}, spec: {selector: {app: web}, ports: [{name: http, port: 80, targetPort: http}]}}
            """);
        await cluster.PassAsync(TimeSpan.FromSeconds(5));

        foreach (var name in new[] { "pods/web", "pods/web:8080", "pods/http:web:8080", "services/web:http", "services/web:80" })
        {
            using var answer = await cluster.Http.GetAsync($"{Space}/{name}/proxy/a.txt");
            Assert.Equal((name, HttpStatusCode.OK, "hello\n"), (name, answer.StatusCode, await answer.Content.ReadAsStringAsync()));
            Assert.Equal("text/plain", answer.Content.Headers.ContentType?.MediaType);
        }

        var page = await cluster.Http.GetStringAsync($"{Space}/pods/web/proxy/");
        Assert.Equal($"<a href=\"{Space}/pods/web/proxy/x\">x</a>\n", page);

        using var bare = await cluster.Http.GetAsync($"{Space}/pods/web/proxy?a=b");
        Assert.Equal(HttpStatusCode.MovedPermanently, bare.StatusCode);
        Assert.Equal($"{Space}/pods/web/proxy/?a=b", bare.Headers.Location?.ToString());

        using var posted = await cluster.Http.PostAsync($"{Space}/pods/web/proxy/a.txt", new StringContent("x", Encoding.UTF8));
        Assert.Equal(HttpStatusCode.NotImplemented, posted.StatusCode);
    }

    [Theory]
    [InlineData("pods/nope/proxy/", 404, "pods \"nope\" not found")]
    [InlineData("pods/a:b:c:d/proxy/", 400, "invalid pod request \"a:b:c:d\"")]
    [InlineData("pods/ftp:b:c/proxy/x", 400, "invalid pod request \"ftp:b:c\"")]
    [InlineData("pods/pending/proxy/", 400, "address not allowed")]
    [InlineData("pods/web/proxy/?dryRun=All", 400, "dryRun is not supported")]
    [InlineData("pods/far:81/proxy/", 503, "error trying to reach service: dial tcp 192.0.2.1:81: connect: connection refused")]
    [InlineData("services/nope/proxy/", 404, "services \"nope\" not found")]
    [InlineData("services/s:81/proxy/", 503, "no service port 81 found for service \"s\"")]
    [InlineData("services/s/proxy/", 503, "no endpoints available for service \"s\"")]
    [InlineData("services/t:web/proxy/", 503, "no endpoints available for service \"t:web\"")]
    [InlineData("services/ftp:s:web/proxy/", 400, "invalid service request \"ftp:s:web\"")]
    [InlineData("configmaps/x/proxy/a", 404, "the server could not find the requested resource")]
    public async Task What_cannot_be_reached_is_told_as_the_real_server_does(string path, int code, string message)
    {
        await using var cluster = await TestCluster.StartAsync(new() { Authentication = false, RunsPods = false });
        await cluster.PostAsync($"{Space}/pods", Web);
        await cluster.PostAsync($"{Space}/pods", Web.Replace("name: web,", "name: pending,", StringComparison.Ordinal));
        await cluster.PostAsync($"{Space}/pods", Web.Replace("name: web,", "name: far,", StringComparison.Ordinal));
        await cluster.SendAsync(
            "PATCH", $"{Space}/pods/far/status", """{"status":{"podIP":"192.0.2.1"}}""", "application/merge-patch+json");
        foreach (var name in new[] { "s", "t" })
        {
            await cluster.PostAsync($"{Space}/services", $"{{metadata: {{name: {name}}}, spec: {{ports: [{{name: web, port: 80}}]}}}}");
        }

        await cluster.PostAsync($"{Space}/endpoints", "{metadata: {name: s}}");
        await cluster.PostAsync($"{Space}/endpoints", """
            {metadata: {name: t}, subsets: [{addresses: [{ip: 192.0.2.1}], ports: [{name: web, port: 8080}]}]}
            """);

        var (status, body) = await cluster.SendAsync("GET", $"{Space}/{path}");

        Assert.Equal((code, message), (status, body["message"]!.GetValue<string>()));
    }

    [Fact]
    public async Task The_built_in_nodes_kubelet_is_reached_as_a_node()
    {
        await using var cluster = await TestCluster.StartAsync();

        Assert.Equal("ok", await cluster.Http.GetStringAsync("/api/v1/nodes/eso-node/proxy/healthz"));
        var (code, body) = await cluster.SendAsync("GET", "/api/v1/nodes/nope/proxy/healthz");
        Assert.Equal((404, "nodes \"nope\" not found"), (code, body["message"]!.GetValue<string>()));
    }

    [Theory]
    [InlineData("/x/", "/p/proxy/x/")]
    [InlineData("/p/proxy/x?a=b#c", "/p/proxy/x?a=b#c")]
    [InlineData("http://10.0.0.1:80/x", "/p/proxy/x")]
    [InlineData("https://kube.test/x", "https://kube.test/p/proxy/x")]
    [InlineData("http://elsewhere/x", "http://elsewhere/x")]
    [InlineData("x/y", "x/y")]
    [InlineData("mailto:a@b", "mailto:a@b")]
    public void Links_of_the_same_host_lead_through_the_proxy(string url, string expected) =>
        Assert.Equal(expected, new ProxyLinks("/p/proxy", "10.0.0.1:80", "kube.test").Rewrite(url));

    [Theory]
    [InlineData("<!-- <a href=/x> --><A HREF='/x' b>&amp;</A>", "<!-- <a href=/x> --><a href=\"!/x\" b=\"\">&amp;</A>")]
    [InlineData("<script src=/s>if (a<b) x('<a href=/q>')</script><img src=\"/i\"/>",
        "<script src=\"!/s\">if (a<b) x('<a href=/q>')</script><img src=\"!/i\"/>")]
    [InlineData("a < b <a href=", "a < b <a href=")]
    [InlineData("<p title='\"'>", "<p title=\"&#34;\">")]
    public void Only_links_of_a_page_change(string html, string expected) =>
        Assert.Equal(expected, HtmlLinks.Rewrite(html, l => "!" + l));
}
