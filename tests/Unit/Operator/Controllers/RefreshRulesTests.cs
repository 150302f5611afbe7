using System.Text.Json.Nodes;
using Eso.Operator.Api;
using Eso.Operator.Controllers.ExternalSecrets;
using FluentAssertions;
using Xunit;

namespace Eso.Unit.Operator.Controllers;

public sealed class RefreshRulesTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("", "1h", false, false, 0, true)]
    [InlineData("", "1h", true, true, 59, false)]
    [InlineData("", "1h", true, true, 60, true)]
    [InlineData("", "1h", true, true, -5, true)]
    [InlineData("", "1h", true, false, 1, true)]
    [InlineData("", "0", true, true, 600, false)]
    [InlineData("", "0", true, false, 600, false)]
    [InlineData("", "0", false, false, 0, true)]
    [InlineData("CreatedOnce", "1h", true, false, 600, false)]
    [InlineData("CreatedOnce", "1h", false, false, 600, true)]
    [InlineData("OnChange", "1h", true, true, 600, false)]
    [InlineData("OnChange", "1h", true, false, 1, true)]
    public void Refreshes_happen_when_policy_time_or_change_ask_for_it(
        string policy, string interval, bool synced, bool sameVersion, int minutesAgo, bool expected)
    {
        var es = Make(policy, interval);
        var last = Now - TimeSpan.FromMinutes(minutesAgo);
        if (synced)
        {
            es.Object["status"] = new JsonObject
            {
                ["syncedResourceVersion"] = sameVersion ? es.CurrentVersion : "0-other",
            };
        }

        RefreshRules.ShouldRefresh(es, synced ? last : null, Now, TimeSpan.Zero).Should().Be(expected);
    }

    [Fact]
    public void A_closed_window_blocks_only_the_passing_of_time()
    {
        var es = Make("", "1h");
        es.Spec["syncWindows"] = JsonNode.Parse("""{"kind":"allow","windows":[{"schedule":"0 3 * * *","duration":"1h"}]}""");
        es.Object["status"] = new JsonObject { ["syncedResourceVersion"] = es.CurrentVersion };

        RefreshRules.ShouldRefresh(es, Now - TimeSpan.FromHours(2), Now, TimeSpan.Zero).Should().BeFalse();
        RefreshRules.ShouldRefresh(es, null, Now, TimeSpan.Zero).Should().BeTrue();
    }

    [Fact]
    public void A_small_world_is_left_on_time_and_a_crowd_is_spread_by_at_most_its_share()
    {
        var due = Now + TimeSpan.FromHours(1);
        var interval = TimeSpan.FromHours(1);
        RefreshSpread.Earlier("uid", due, interval, 99, 0.1).Should().Be(TimeSpan.Zero);

        var spread = Enumerable.Range(0, 5000)
            .Select(i => RefreshSpread.Earlier($"uid-{i}", due, interval, 10_000, 0.1)).ToList();

        spread.Should().OnlyContain(s => s >= TimeSpan.Zero && s <= interval * 0.1);
        spread.Distinct().Count().Should().BeInRange(40, 51);
    }

    private static ExternalSecret Make(string policy, string interval)
    {
        var spec = new JsonObject { ["refreshInterval"] = interval };
        if (policy.Length > 0)
        {
            spec["refreshPolicy"] = policy;
        }

        return new ExternalSecret(new JsonObject
        {
            ["metadata"] = new JsonObject { ["name"] = "e", ["namespace"] = "n", ["generation"] = 3 },
            ["spec"] = spec,
        });
    }
}
