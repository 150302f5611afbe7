using Eso.Operator.Secrets;
using Eso.Operator.Secrets.Templating;
using FluentAssertions;
using Xunit;

namespace Eso.Unit.Operator.Secrets.Templating;

/// <summary>What users can write must neither crash, nor run, nor grow without end.</summary>
public sealed class TemplateLimitsTests
{
    private static readonly TemplateEnvironment World = new()
    {
        Clock = new FixedClock(),
        StepsMax = 100_000,
        OutputBytesMax = 1 << 20,
    };

    private sealed class FixedClock : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => DateTimeOffset.UnixEpoch;
    }

    private static Action Rendering(string text) =>
        () => GoTemplate.Parse("t", text).Execute(new Dictionary<string, SecretBytes>(), World);

    [Theory]
    [InlineData("{{ range 1000000000 }}x{{ end }}", "too many steps")]
    [InlineData("{{ range until 1000 }}{{ range until 1000 }}{{ end }}{{ end }}", "too many steps")]
    [InlineData("{{ until 100000000 }}", "too many steps")]
    [InlineData("{{ range until 50 }}{{ derivePassword 1 \"pin\" \"a\" \"b\" \"c\" }}{{ end }}", "too many steps")]
    [InlineData("{{ regexMatch \"(?:a?){300}b\" (repeat 100000 \"a\") }}", "too many steps")]
    [InlineData("{{ repeat 1000000000 \"x\" }}", "too large")]
    [InlineData("{{ $x := \"ab\" }}{{ range until 100 }}{{ $x = cat $x $x }}{{ end }}", "too large")]
    [InlineData("{{ indent 1000000000 \"x\" }}", "too large")]
    [InlineData("{{ regexReplaceAll \"\" (repeat 100000 \"a\") (repeat 1000 \"b\") }}", "too long")]
    [InlineData("{{ range until 3000 }}{{ repeat 1000 \"x\" }}{{ end }}", "too long")]
    public void Runaway_template_is_stopped(string text, string why) =>
        Rendering(text).Should().Throw<TemplateException>().WithMessage($"*{why}*");

    [Theory]
    [InlineData("{{ define \"a\" }}{{ template \"a\" }}{{ end }}{{ template \"a\" }}")]
    [InlineData("{{ $d := dict }}{{ $_ := set $d \"d\" $d }}{{ $d }}")]
    [InlineData("{{ $d := dict }}{{ $_ := set $d \"d\" $d }}{{ toJson $d }}")]
    [InlineData("{{ $d := dict }}{{ $_ := set $d \"d\" $d }}{{ toYaml $d }}")]
    [InlineData("{{ $d := dict }}{{ $_ := set $d \"d\" $d }}{{ deepCopy $d }}")]
    [InlineData("{{ $a := dict }}{{ $b := dict }}{{ $_ := set $a \"x\" $a }}{{ $_ = set $b \"x\" $b }}{{ deepEqual $a $b }}")]
    public void Endless_nesting_is_an_error_not_a_crash(string text) => Rendering(text).Should().Throw<TemplateException>();

    [Fact]
    public void Deep_parentheses_are_an_error_not_a_crash()
    {
        var text = "{{ " + new string('(', 200_000) + "1" + new string(')', 200_000) + " }}";
        Rendering(text).Should().Throw<TemplateException>().WithMessage("*max expression depth exceeded*");
    }

    [Fact]
    public void Deep_blocks_are_an_error_not_a_crash()
    {
        var text = string.Concat(Enumerable.Repeat("{{ if 1 }}", 100_000)) + string.Concat(Enumerable.Repeat("{{ end }}", 100_000));
        Rendering(text).Should().Throw<TemplateException>();
    }

    [Theory]
    [InlineData("{{")]
    [InlineData("{{ . ")]
    [InlineData("{{ '\\")]
    [InlineData("{{/*")]
    [InlineData("{{- -}}{{")]
    [InlineData("{{ printf \"%[99999999999]d\" 1 }}{{")]
    public void Broken_template_is_a_parse_error(string text) =>
        Rendering(text).Should().Throw<TemplateException>().Which.Phase.Should().Be(TemplatePhase.Parse);
}
