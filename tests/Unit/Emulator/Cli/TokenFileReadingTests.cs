using Eso.Emulator.Cli;
using FluentAssertions;
using Xunit;

namespace Eso.Unit.Emulator.Cli;

public sealed class TokenFileReadingTests
{
    [Fact]
    public void Groups_are_quoted_and_comments_left_out()
    {
        var tokens = TokenFileReading.Parse(["# who", "", "admin-token,admin,7,\"system:masters,more\"", "plain,dev,"], "f");

        tokens["admin-token"].Groups.Should().Equal("system:masters", "more");
        tokens["admin-token"].ToUser().Groups.Should().Contain("system:authenticated");
        (tokens["plain"].User, tokens["plain"].Uid, tokens["plain"].Groups.Count).Should().Be(("dev", "", 0));
    }

    [Fact]
    public void A_bad_line_is_named_and_not_shown() =>
        FluentActions.Invoking(() => TokenFileReading.Parse(["a,b,c", "s3cret,x"], "tokens.csv"))
            .Should().Throw<UsageError>().Where(e => e.Message.Contains("tokens.csv line 2") && !e.Message.Contains("s3cret"));

    [Theory]
    [InlineData("ServiceAccount,ResourceQuota", 2)]
    [InlineData("", 0)]
    public void Known_plug_ins_are_taken(string list, int count) => KubeSwitches.PluginsOf([list]).Should().HaveCount(count);

    [Fact]
    public void An_unknown_plug_in_is_refused() =>
        FluentActions.Invoking(() => KubeSwitches.PluginsOf(["Servis"])).Should().Throw<UsageError>().WithMessage("*\"Servis\" is unknown*");
}
