using System.Text.Json.Nodes;
using Eso.Emulator.Clock;
using Eso.Emulator.Doors;
using Eso.Emulator.Journal;
using Eso.Emulator.Kubernetes;
using Eso.Integration.Harness;
using Eso.Kubernetes;
using Eso.Kubernetes.Client;
using Eso.Kubernetes.Configuration;
using FluentAssertions;
using Xunit;

namespace Eso.Integration.Kubernetes;

/// <summary>Roles that a second cluster of the process copies are byte for byte those that the first one created.</summary>
public sealed class StoredTemplateTests(World world) : IClassFixture<World>
{
    private const string Name = "stored-template-tests";
    private static readonly ResourceType Roles = new("rbac.authorization.k8s.io", "v1", "clusterroles", "ClusterRole", false);

    [Fact]
    public async Task A_copied_role_is_the_created_one_with_the_uid_and_time_of_its_world()
    {
        var now = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

        var created = await FirstRoleAsync(seed: 1, now);
        var copied = await FirstRoleAsync(seed: 1, now);
        var later = await FirstRoleAsync(seed: 2, now + TimeSpan.FromHours(1));

        copied.Should().Be(created);
        var (was, isNow) = (JsonNode.Parse(created)!["metadata"]!, JsonNode.Parse(later)!["metadata"]!);
        isNow["uid"]!.ToString().Should().NotBe(was["uid"]!.ToString());
        later.Should().Be(created
            .Replace(was["uid"]!.ToString(), isNow["uid"]!.ToString(), StringComparison.Ordinal)
            .Replace("2026-01-01T00:00:00Z", "2026-01-01T01:00:00Z", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_role_that_gathers_others_follows_them()
    {
        using var client = world.Ground.World.NewKubeClient("test");
        await world.Ground.SettleAsync(CancellationToken.None);
        var before = (await client.GetAsync(Roles, null, "view", CancellationToken.None))["rules"]!.AsArray().Count;

        await client.CreateAsync(Roles, null, Role("more-to-view", "widgets"), CancellationToken.None);
        await world.Ground.SettleAsync(CancellationToken.None);
        var rules = (await client.GetAsync(Roles, null, "view", CancellationToken.None))["rules"]!.AsArray();

        before.Should().BeGreaterThan(0);
        rules.Should().HaveCount(before + 1);
        rules.Should().ContainSingle(r => r!["resources"]!.AsArray().Any(n => n!.ToString() == "widgets"));
    }

    private static async Task<string> FirstRoleAsync(int seed, DateTimeOffset now)
    {
        using var clock = new WorldClock(ClockMode.Manual, now, new Activity(), World.Machine);
        var options = new KubeServerOptions
        {
            Authentication = false,
            Objects = [Role(Name, "gadgets")],
            Controllers = new HashSet<string>(),
        };
        await using var server = new KubeServer(options, clock, new Entropy(seed), new Journal(), new Activity());
        await server.StartAsync();
        using var client = new KubeClient(
            new KubeConnection { Server = new Uri("http://kube") }, new InMemoryDoor(server.Pipeline), clock);
        return (await client.GetAsync(Roles, null, Name, CancellationToken.None)).ToJsonString();
    }

    private static JsonObject Role(string name, string resource) => JsonNode.Parse($$"""
        {"apiVersion":"rbac.authorization.k8s.io/v1","kind":"ClusterRole",
         "metadata":{"name":"{{name}}","labels":{"rbac.authorization.k8s.io/aggregate-to-view":"true"} },
         "rules":[{"apiGroups":["example.com"],"resources":["{{resource}}"],"verbs":["get"]}]}
        """)!.AsObject();
}
