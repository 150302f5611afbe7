using Xunit;
using Xunit.Abstractions;

namespace Eso.Integration.Soak;

/// <summary>
/// A short soak. <c>ESO_SOAK_SECONDS</c> makes it longer; <c>tests/Benchmarks -- soak 1h</c> runs the same with memory
/// figures. A seed that finds something becomes a line below.
/// </summary>
public sealed class SoakTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData(1)]
    public async Task Every_answer_and_every_event_fits_one_history(int seed)
    {
        var seconds = int.TryParse(Environment.GetEnvironmentVariable("ESO_SOAK_SECONDS"), out var given) ? given : 0;
        var soak = new KubeSoak(seed);
        var violations = await soak.RunAsync(TimeSpan.FromSeconds(seconds), 3_200, output.WriteLine);
        Assert.Empty(violations);
        Assert.True(soak.Events > soak.Requests, "twelve watchers must see more than one client does");
    }
}

/// <summary>An oracle that cannot find a fault proves nothing.</summary>
public sealed class SoakOracleTests
{
    private static readonly Seen[] History =
    [
        new(10, "ADDED", "ns/a", "u1", "1"), new(11, "MODIFIED", "ns/a", "u1", "2"), new(12, "DELETED", "ns/a", "u1", "2"),
    ];

    private static readonly Deed[] Deeds =
    [
        new("create", "ns/a", 201, 10, "u1", "1", 0, 100, 200),
        new("put", "ns/a", 200, 11, "u1", "2", 10, 300, 400),
        new("get", "ns/a", 200, 10, "u1", "1", 0, 350, 380),
        new("delete", "ns/a", 200, 0, "u1", "", 0, 500, 600),
        new("get", "ns/a", 404, 0, "", "", 0, 700, 800),
    ];

    [Fact]
    public void A_right_history_passes() => Assert.Empty(new SoakOracle().Check(History, Deeds));

    [Theory]
    [InlineData("stale read", 2, 410, 450)]
    [InlineData("absent before its deletion", 4, 300, 450)]
    public void A_wrong_read_is_found(string why, int deed, long began, long ended)
    {
        var deeds = Deeds.ToArray();
        deeds[deed] = deeds[deed] with { Began = began, Ended = ended };
        Assert.True(new SoakOracle().Check(History, deeds).Count == 1, why);
    }

    [Fact]
    public void A_lost_event_a_lost_update_and_an_unmade_change_are_found()
    {
        Assert.NotEmpty(new SoakOracle().Check(History[..2], Deeds));
        Assert.NotEmpty(new SoakOracle().Check(History, [Deeds[0], Deeds[1] with { Expected = 9 }, .. Deeds[2..]]));
        Assert.NotEmpty(new SoakOracle().Check(History, Deeds[..3]));
    }

    [Fact]
    public void A_list_that_misses_an_object_is_found()
    {
        var list = new Deed("list", "ns/", 200, 11, "", "", 0, 410, 420, []);
        Assert.NotEmpty(new SoakOracle().Check(History, [.. Deeds, list]));
        Assert.Empty(new SoakOracle().Check(History, [.. Deeds, list with { Listed = [("ns/a", 11)] }]));
    }
}
