using System.Text.Json.Nodes;
using Eso.Integration.Harness;
using FluentAssertions;
using Xunit;

namespace Eso.Integration.Flows;

public sealed class VersionStageFlowTests(World world) : IClassFixture<World>
{
    [Fact]
    public async Task Keys_follow_their_staging_labels_and_a_pinned_version_stays()
    {
        var ns = await world.NamespaceAsync();
        await world.StoreAsync(ns, "SecretsManager");
        var v1 = await world.PutAsync("SecretsManager", ns, "one");
        var v2 = await world.PutAsync("SecretsManager", ns, "two");
        await world.ApplyAsync(Flow.ExternalSecret(ns, "db", "data: ["
            + $"{{ secretKey: current, remoteRef: {{ key: {ns} }} }}, "
            + $"{{ secretKey: previous, remoteRef: {{ key: {ns}, version: AWSPREVIOUS }} }}, "
            + $"{{ secretKey: pinned, remoteRef: {{ key: {ns}, version: uuid/{v1} }} }}]"));
        await world.ReadyAsync(ns, "db");
        (await world.SecretAsync(ns, "db")).Should().Equal(Values("two", "one", "one"));

        await world.AwsAsync("secretsmanager", "UpdateSecretVersionStage", new JsonObject
        {
            ["SecretId"] = ns,
            ["VersionStage"] = "AWSCURRENT",
            ["RemoveFromVersionId"] = v2,
            ["MoveToVersionId"] = v1,
        });
        await world.AdvanceAsync(TimeSpan.FromHours(1.1));

        (await world.SecretAsync(ns, "db")).Should().Equal(Values("one", "two", "one"));
    }

    [Fact]
    public async Task Parameter_versions_and_labels_stand_side_by_side()
    {
        var ns = await world.NamespaceAsync();
        await world.StoreAsync(ns, "ParameterStore");
        await world.PutAsync("ParameterStore", ns, "one");
        await world.PutAsync("ParameterStore", ns, "two");
        await LabelAsync(ns, 1);
        await world.ApplyAsync(Flow.ExternalSecret(ns, "db", "data: ["
            + $"{{ secretKey: current, remoteRef: {{ key: {ns} }} }}, "
            + $"{{ secretKey: previous, remoteRef: {{ key: {ns}, version: stable }} }}, "
            + $"{{ secretKey: pinned, remoteRef: {{ key: {ns}, version: \"1\" }} }}]"));
        await world.ReadyAsync(ns, "db");
        (await world.SecretAsync(ns, "db")).Should().Equal(Values("two", "one", "one"));

        await LabelAsync(ns, 2);
        await world.PutAsync("ParameterStore", ns, "three");
        await world.AdvanceAsync(TimeSpan.FromHours(1.1));

        (await world.SecretAsync(ns, "db")).Should().Equal(Values("three", "two", "one"));
    }

    private Task LabelAsync(string name, int version) => world.AwsAsync("ssm", "LabelParameterVersion", new JsonObject
    {
        ["Name"] = name,
        ["ParameterVersion"] = version,
        ["Labels"] = new JsonArray("stable"),
    });

    private static Dictionary<string, string> Values(string current, string previous, string pinned) =>
        new() { ["current"] = current, ["previous"] = previous, ["pinned"] = pinned };
}
