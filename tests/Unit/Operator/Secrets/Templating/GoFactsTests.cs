using System.Text;
using Eso.Operator.Secrets;
using Eso.Operator.Secrets.Templating;
using Xunit;

namespace Eso.Unit.Operator.Secrets.Templating;

/// <summary>
/// Facts of Go's sources that no recorded case told, each with the function they come from; all were seen in real Go
/// (1.19 with ESO's fork of sprig), except where a newer Go is named.
/// </summary>
public sealed class GoFactsTests
{
    [Theory]
    // strconv.readFloat and underscoreOK
    [InlineData("""{{ float64 "1_000" }} {{ addf "1_0.5" 1 }} {{ float64 "1__0" }}""", "1000 11.5 0")]
    // fmt.fmtFloat: 'x' keeps six digits under the sharp flag, 'X' is not in its list
    [InlineData("""{{ printf "%#x %#X" 2.5 2.5 }}""", "0x1.4000p+01 0X1.4P+01")]
    // fmt.handleMethods: only Errorf wraps
    [InlineData("""{{ printf "%w" (list 1 "a") }}""", "%!w([]interface {}=[1 a])")]
    // semver.coerceNewVersion
    [InlineData("""{{ semver "010.02" }} {{ (semver "v1.02.3-rc.1+b").Minor }}""", "10.2.0 2")]
    // time.getnum3: the underscored day of the year needs no three digits
    [InlineData("""{{ (mustToDate "__2" "60").YearDay }}""", "60")]
    // time.ParseInLocation, Time.Location, GoString, IsDST
    [InlineData("""{{ (toDate "2006" "2024").Location }} {{ (toDate "2006Z07" "2024Z").Location }}""", "Local UTC")]
    [InlineData("""{{ (toDate "2006" "2024").GoString }}""", "time.Date(2024, time.January, 1, 0, 0, 0, 0, time.Local)")]
    [InlineData("""{{ (toDate "2006" "2024").IsDST }} {{ printf "%s" (toDate "2006" "2024").MarshalText }}""",
        "false 2024-01-01T00:00:00Z")]
    // time.Duration's methods
    [InlineData("""{{ $d := (toDate "2006" "2024").Sub (toDate "2006-01-02" "2023-12-31") }}{{ $d.Nanoseconds }} {{ $d.Abs }}""",
        "86400000000000 24h0m0s")]
    public void Renders(string template, string text) => Assert.Equal(text, Render(template));

    [Theory]
    // time.quote: bytes outside printable ASCII become \x
    [InlineData("{{ mustToDate \"2006\" \"\\u00e9\\n\" }}", """parsing time "\xc3\xa9\x0a" as "2006": cannot parse "\xc3\xa9\x0a" as "2006" """)]
    // text/template 1.26, funcs.go, call: it is told the callee's text
    [InlineData("""{{ call (list 1) 2 }}""", "error calling call: non-function list 1 of type []interface {}")]
    [InlineData("""{{ 1 | call }}""", "error calling call: non-function <int Value> of type int")]
    // text/template, exec.go, evalCall: the number of arguments comes before the number of results
    [InlineData("""{{ (toDate "2006" "2024").Zone 1 }}""", "wrong number of args for Zone: want 0 got 1")]
    [InlineData("""{{ (toDate "2006" "2024").Zone }}""", """can't call method/function "Zone" with 2 results""")]
    // text/template, funcs.go, length: pointers are followed
    [InlineData("""{{ len (semver "1.2.3") }}""", "error calling len: len of type semver.Version")]
    public void Fails(string template, string message)
    {
        var failed = Assert.Throws<TemplateException>(() => Render(template));
        Assert.Contains(message.TrimEnd(), failed.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void DurationThatOverflowsBeforeItsUnitIsInvalid()
    {
        // time.leadingInt fails before the unit is looked at.
        Assert.False(GoDuration.TryParse("9223372036854775809x", out _, out var error));
        Assert.Equal("time: invalid duration \"9223372036854775809x\"", error);
    }

    private static string Render(string template)
    {
        var environment = new TemplateEnvironment { Clock = TimeProvider.System };
        return Encoding.UTF8.GetString(GoTemplate.Parse("tpl", template).Execute(new Dictionary<string, SecretBytes>(), environment));
    }
}
