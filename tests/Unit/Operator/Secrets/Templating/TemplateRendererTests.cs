using System.Text;
using System.Text.Json.Nodes;
using Eso.Operator.Secrets;
using Eso.Operator.Secrets.Templating;
using FluentAssertions;
using Xunit;

namespace Eso.Unit.Operator.Secrets.Templating;

public sealed class TemplateRendererTests
{
    private static readonly TemplateRenderer Renderer = new(new TemplateEnvironment { Clock = new FixedClock() });

    private static readonly Dictionary<string, SecretBytes> Values = new()
    {
        ["user"] = SecretBytes.FromText("admin"),
        ["password"] = SecretBytes.FromText("s3cr3t-value"),
    };

    private sealed class FixedClock : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => DateTimeOffset.UnixEpoch;
    }

    private static string Render(string text) => Encoding.UTF8.GetString(Renderer.Render("key", text, Values));

    [Fact]
    public void Template_sees_the_values() => Render("{{ .user }}:{{ .password | b64enc }}").Should().Be("admin:czNjcjN0LXZhbHVl");

    [Fact]
    public void Missing_key_names_place_key_and_keys_there_are()
    {
        var rendering = () => Render("line\n  {{ .usr }}");
        rendering.Should().Throw<TemplateException>().WithMessage(
            "unable to execute template at key key: unable to execute template at key key: template: key:2:5: "
            + "executing \"key\" at <.usr>: map has no entry for key \"usr\" (there are: password, user)");
    }

    [Fact]
    public void Parse_error_is_worded_as_ESO_does()
    {
        var rendering = () => Render("{{ .user ");
        rendering.Should().Throw<TemplateException>().WithMessage(
            "unable to execute template at key key: unable to parse template at key key: template: key:1: unclosed action");
    }

    [Theory]
    [InlineData("{{ fail .password }}")]
    [InlineData("{{ urlParse (printf \"http://%s%%zz\" .password) }}")]
    [InlineData("{{ mustToDate \"2006\" .password }}")]
    [InlineData("{{ mustRegexFind (printf \"(%s\" .password) \"x\" }}")]
    public void Error_never_shows_a_value(string text)
    {
        var rendering = () => Render(text);
        rendering.Should().Throw<TemplateException>().Which.ToString().Should().NotContain("s3cr3t-value");
    }

    [Fact]
    public void Rendered_map_is_read_as_YAML_1_1_with_texts()
    {
        var map = TemplateRenderer.ReadMap("b: 0x10\na: yes\nc: 1.50\nd:\ne: \"1\"\n"u8);
        map.Select(e => $"{e.Key}={Encoding.UTF8.GetString(e.Value)}").Should().Equal("a=true", "b=16", "c=1.5", "d=", "e=1");
    }

    [Theory]
    [InlineData("- a")]
    [InlineData("a: [1]")]
    [InlineData("a: b: c")]
    [InlineData("a: *b")]
    public void What_is_no_map_of_texts_is_refused(string text)
    {
        var reading = () => TemplateRenderer.ReadMap(Encoding.UTF8.GetBytes(text));
        reading.Should().Throw<ValueException>().WithMessage("could not unmarshal template to 'map[string][]byte'*");
    }

    [Fact]
    public void Aliases_cannot_multiply_without_end()
    {
        var bomb = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x]\n");
        for (var i = 1; i < 12; i++) bomb.Append($"a{i}: &a{i} [{string.Join(", ", Enumerable.Repeat($"*a{i - 1}", 9))}]\n");
        var reading = () => TemplateRenderer.ReadAny(Encoding.UTF8.GetBytes(bomb.ToString()));
        reading.Should().Throw<ValueException>().WithMessage("*excessive aliasing*");
    }

    [Fact]
    public void Target_path_makes_what_is_missing_and_keeps_the_rest()
    {
        var target = JsonNode.Parse("""{"spec":{"a":{"b":1,"c":2},"l":[{"x":1}]}}""")!.AsObject();
        TargetPath.Parse("spec.a").Merge(target, JsonNode.Parse("""{"b":3}"""));
        TargetPath.Parse("spec.l[1].headers.X-My").SetText(target, "text: no, not: yaml"u8.ToArray());
        TargetPath.Parse("spec.l[0].x").SetText(target, "5"u8.ToArray());
        target.ToJsonString().Should().Be(
            """{"spec":{"a":{"b":3,"c":2},"l":[{"x":5},{"headers":{"X-My":"text: no, not: yaml"}}]}}""");
    }

    [Theory]
    [InlineData("spec..a", "empty segment")]
    [InlineData("[0].a", "path must start with a key")]
    [InlineData("a[x]", "bad index \"x\"")]
    [InlineData("a[-1]", "negative index -1")]
    [InlineData("a[10001]", "index 10001 exceeds maximum (10000)")]
    [InlineData("a[0", "unterminated '['")]
    [InlineData("a[0]b", "expected '[' near \"b\"")]
    public void Bad_target_path_is_refused(string path, string why)
    {
        var parsing = () => TargetPath.Parse(path);
        parsing.Should().Throw<ValueException>().WithMessage($"invalid path \"{path}\": {why}");
    }
}
