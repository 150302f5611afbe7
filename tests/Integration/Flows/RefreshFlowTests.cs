using System.Text.Json.Nodes;
using Eso.Integration.Harness;
using FluentAssertions;
using Xunit;

namespace Eso.Integration.Flows;

public sealed class RefreshFlowTests(World world) : IClassFixture<World>
{
    [Theory]
    [InlineData("refreshInterval: 1h", "b")]
    [InlineData("refreshInterval: \"0\"", "a")]
    [InlineData("refreshPolicy: CreatedOnce", "a")]
    [InlineData("refreshPolicy: OnChange", "a")]
    public async Task After_two_hours_only_periodic_objects_hold_the_new_value(string refresh, string expected)
    {
        var ns = await SyncedAsync(refresh);

        await world.PutAsync("SecretsManager", ns, "b");
        await world.AdvanceAsync(TimeSpan.FromHours(2));

        (await world.SecretAsync(ns, "db")).Should().Equal(Value(expected));
    }

    [Fact]
    public async Task An_annotation_forces_a_sync()
    {
        var ns = await SyncedAsync("refreshInterval: 1h");
        await world.PutAsync("SecretsManager", ns, "b");

        await world.PatchAsync("ExternalSecret", ns, "db", Metadata("annotations", "force-sync"));

        (await world.SecretAsync(ns, "db")).Should().Equal(Value("b"));
    }

    [Fact]
    public async Task OnChange_follows_a_change_of_the_object()
    {
        var ns = await SyncedAsync("refreshPolicy: OnChange");
        await world.PutAsync("SecretsManager", ns, "b");

        await world.PatchAsync("ExternalSecret", ns, "db", Metadata("labels", "touched"));

        (await world.SecretAsync(ns, "db")).Should().Equal(Value("b"));
    }

    [Fact]
    public async Task Drift_is_repaired_and_a_deleted_Secret_comes_back()
    {
        var ns = await SyncedAsync("refreshInterval: 1h");

        await world.PatchAsync("Secret", ns, "db", new JsonObject { ["data"] = new JsonObject { ["v"] = "ZHJpZnQ=" } });
        (await world.SecretAsync(ns, "db")).Should().Equal(Value("a"));

        await world.DeleteAsync("Secret", ns, "db");
        (await world.SecretAsync(ns, "db")).Should().Equal(Value("a"));
    }

    [Fact]
    public async Task DeletionPolicy_Delete_removes_the_Secret_when_its_source_is_gone()
    {
        var ns = await SyncedAsync("refreshInterval: 1h", "target: { deletionPolicy: Delete }");

        await world.AwsAsync("secretsmanager", "DeleteSecret",
            new JsonObject { ["SecretId"] = ns, ["ForceDeleteWithoutRecovery"] = true });
        await world.AdvanceAsync(TimeSpan.FromHours(1.1));

        (await world.SecretAsync(ns, "db")).Should().BeNull();
        await world.ReadyAsync(ns, "db", "SecretDeleted");
    }

    private async Task<string> SyncedAsync(string refresh, string more = "")
    {
        var ns = await world.NamespaceAsync();
        await world.StoreAsync(ns, "SecretsManager");
        await world.PutAsync("SecretsManager", ns, "a");
        var spec = $"data: [{{ secretKey: v, remoteRef: {{ key: {ns} }} }}]";
        await world.ApplyAsync(Flow.ExternalSecret(ns, "db", more.Length == 0 ? spec : $"{more}\n  {spec}", refresh));
        await world.ReadyAsync(ns, "db");
        (await world.SecretAsync(ns, "db")).Should().Equal(Value("a"));
        return ns;
    }

    private static Dictionary<string, string> Value(string value) => new() { ["v"] = value };

    private static JsonObject Metadata(string map, string key) =>
        new() { ["metadata"] = new JsonObject { [map] = new JsonObject { [key] = "1" } } };
}
