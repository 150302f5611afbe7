using Eso.Operator.Secrets.Regexp;
using FluentAssertions;
using Xunit;

namespace Eso.Unit.Operator.Secrets.Regexp;

public sealed class GoRegexpTests
{
    [Theory]
    [InlineData("(a+)+$")]
    [InlineData("(a|aa)+$")]
    [InlineData("(.*a){20}$")]
    [InlineData("(?:a?){200}a{200}b")]
    public void Matching_takes_linear_time(string pattern) =>
        GoRegexp.Compile(pattern).IsMatch(new string('a', 5000) + "!").Should().BeFalse();

    [Fact]
    public void Both_machines_find_the_same()
    {
        // Long texts run on parallel threads, short ones by backtracking.
        var regexp = GoRegexp.Compile("(x+?)(y*)|(z)");
        const string Piece = "..xxyy..z..xy";
        var text = string.Concat(Enumerable.Repeat(Piece, 5000));
        var want = Enumerable.Repeat(regexp.FindAll(Piece), 5000).SelectMany(m => m);
        regexp.FindAll(text).Should().Equal(want);
    }

    [Fact]
    public void Names_and_groups_are_expanded_in_replacements() =>
        GoRegexp.Compile("(?P<first>a)(b)?").ReplaceAll("ab-a", "[$first|${2}|$$|$nope]").Should().Be("[a|b|$|]-[a||$|]");

    [Fact]
    public void Deep_nesting_is_refused()
    {
        var pattern = new string('(', 1500) + "a" + new string(')', 1500);
        GoRegexp.TryCompile(pattern, out _, out var error).Should().BeFalse();
        error.Should().StartWith("error parsing regexp: expression nests too deeply");
    }

    [Theory]
    [InlineData("\\p{greek}", "α")]
    [InlineData("\\p{Lowercase_Letter}", "ß")]
    [InlineData("(?i)straSSe", "STRAsse")]
    [InlineData("(?i)k", "\u212A")]
    public void Unicode_classes_and_folding(string pattern, string text) =>
        GoRegexp.Compile(pattern).IsMatch(text).Should().BeTrue();
}
