using FluentAssertions;
using Xunit;

namespace Eso.Unit.Emulator.Kubernetes.Verbs;

/// <summary>A write that changes nothing but the times of its owners is none: the version stays.</summary>
public class UnchangedWritesTests
{
    private const string Secrets = "/api/v1/namespaces/default/secrets";
    private const string Services = "/api/v1/namespaces/default/services";
    private const string Merge = "application/merge-patch+json";
    private const string Apply = "application/apply-patch+yaml";

    [Theory]
    [InlineData("""{"metadata":{"annotations":{"a":"\"managedFields\":[] ] \\"}}}""", Merge)]
    [InlineData("""{"metadata":{"labels":{"l":"1"}}}""", Merge)]
    [InlineData("""{"metadata":{"finalizers":["example.com/f"]}}""", Merge)]
    [InlineData("""{"data":{"k":"bmV3"}}""", Merge)]
    [InlineData("""{"data":{"a":null}}""", Merge)]
    [InlineData("""{"stringData":{"k":"new"}}""", Merge)]
    [InlineData("""{"apiVersion":"v1","kind":"Secret","data":{"k":"bmV3"}}""", Apply)]
    [InlineData("""{"apiVersion":"v1","kind":"Secret","metadata":{"labels":{"l":"1"}},"data":{"b":"bmV3"}}""", Apply)]
    public Task A_secret_changes_once(string body, string type) => ChangesOnceAsync(
        Secrets, """{"metadata":{"name":"x"},"data":{"a":"YQ==","b":"Yg=="}}""", body, type);

    [Theory]
    [InlineData("""{"metadata":{"annotations":{"a":"1"}}}""", Merge)]
    [InlineData("""{"spec":{"ports":[{"port":81}]}}""", Merge)]
    [InlineData("""{"apiVersion":"v1","kind":"Service","spec":{"selector":{"a":"c"}}}""", Apply)]
    public Task So_does_a_service(string body, string type) => ChangesOnceAsync(
        Services, """{"metadata":{"name":"x"},"spec":{"ports":[{"port":80}],"selector":{"a":"b"}}}""", body, type);

    private static async Task ChangesOnceAsync(string path, string first, string body, string type)
    {
        await using var cluster = await TestCluster.StartAsync();
        var made = Version((await cluster.SendAsync("POST", path, first)).Body);
        var versions = new List<string>();
        for (var i = 0; i < 3; i++)
        {
            await cluster.PassAsync(TimeSpan.FromSeconds(2));
            var (code, changed) = await cluster.SendAsync("PATCH", path + "/x?fieldManager=m&" + (type == Apply ? "force=true" : ""), body, type);
            code.Should().Be(200, changed.ToJsonString());
            versions.Add(Version(changed));
        }

        versions[0].Should().NotBe(made);
        versions.Should().AllBe(versions[0]);
        Version(await cluster.GetAsync(path + "/x")).Should().Be(versions[0]);
    }

    private static string Version(System.Text.Json.Nodes.JsonObject obj) => obj["metadata"]!["resourceVersion"]!.GetValue<string>();
}
