using System.Text.Json.Nodes;
using Xunit;

namespace Eso.Unit.Emulator.Kubernetes.Verbs;

/// <summary>Bodies as wide as they may be cost what they weigh, and nobody else pays.</summary>
public sealed class LargeBodiesTests
{
    private const string ConfigMaps = "/api/v1/namespaces/default/configmaps";

    /// <summary>What took its square took minutes; a slow machine takes a second or two for what is left.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    [Theory]
    [InlineData("labels", 40_000)]
    [InlineData("owners", 8_000)]
    [InlineData("nulls", 40_000)]
    public async Task Wide_bodies_take_no_square_of_their_length(string what, int count)
    {
        await using var cluster = await TestCluster.StartAsync();
        await cluster.PostAsync(ConfigMaps, """{"metadata":{"name":"c"}}""");
        var keys = Enumerable.Range(0, count).Select(i => $"k{i}");
        var body = what switch
        {
            "labels" => "{\"metadata\":{\"labels\":{" + string.Join(',', keys.Select(k => $"\"{k}\":\"v\"")) + "}}}",
            "owners" => "{\"metadata\":{\"ownerReferences\":["
                + string.Join(',', keys.Select(k => $$"""{"apiVersion":"v1","kind":"X","name":"n","uid":"{{k}}"}""")) + "]}}",
            _ => "{\"data\":{" + string.Join(',', keys.Select(k => $"\"{k}\":\"v\"")) + "}}",
        };
        var began = TimeProvider.System.GetTimestamp();
        var (code, _) = await cluster.SendAsync("PATCH", ConfigMaps + "/c", body, "application/merge-patch+json");
        Assert.Equal(200, code);
        if (what == "nulls")
        {
            var gone = body.Replace("\"v\"", "null", StringComparison.Ordinal);
            foreach (var type in new[] { "application/strategic-merge-patch+json", "application/merge-patch+json" })
            {
                var (again, left) = await cluster.SendAsync("PATCH", ConfigMaps + "/c", gone, type);
                Assert.Equal(200, again);
                Assert.Empty(left["data"] as JsonObject ?? []);
            }
        }

        Assert.InRange(TimeProvider.System.GetElapsedTime(began), TimeSpan.Zero, Patience);
    }
}
