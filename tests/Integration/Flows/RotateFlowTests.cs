using Eso.Integration.Harness;
using FluentAssertions;
using Xunit;

namespace Eso.Integration.Flows;

public sealed class RotateFlowTests(World world) : IClassFixture<World>
{
    [Theory]
    [InlineData("SecretsManager")]
    [InlineData("ParameterStore")]
    public async Task A_new_value_arrives_at_the_refresh_interval_and_nothing_else_is_written(string service)
    {
        var ns = await world.NamespaceAsync();
        await world.StoreAsync(ns, service);
        await world.PutAsync(service, ns, "old");
        await world.ApplyAsync(Flow.ExternalSecret(ns, "db", $"data: [{{ secretKey: v, remoteRef: {{ key: {ns} }} }}]"));
        await world.ReadyAsync(ns, "db");
        await world.PutAsync(service, ns, "new");
        var mark = world.Ground.Journal.Last;

        await world.AdvanceAsync(TimeSpan.FromMinutes(50));
        (await world.SecretAsync(ns, "db")).Should().Equal(new Dictionary<string, string> { ["v"] = "old" });
        world.WritesSince(mark).Where(w => w.Contains($"/{ns}/", StringComparison.Ordinal)).Should().BeEmpty();

        await world.AdvanceAsync(TimeSpan.FromMinutes(11));
        (await world.SecretAsync(ns, "db")).Should().Equal(new Dictionary<string, string> { ["v"] = "new" });
        world.WritesSince(mark).Where(w => w.Contains($"/{ns}/", StringComparison.Ordinal))
            .Should().BeEquivalentTo($"secrets/{ns}/db", $"externalsecrets/{ns}/db");
    }
}
