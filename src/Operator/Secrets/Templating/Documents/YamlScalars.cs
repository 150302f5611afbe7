using System.Globalization;
using System.Text.RegularExpressions;
using Eso.Operator.Secrets.Templating.Formatting;
using Eso.Operator.Secrets.Templating.Values;

namespace Eso.Operator.Secrets.Templating.Documents;

/// <summary>What go-yaml v2 takes a plain scalar for: YAML 1.1 with its booleans, octals, and timestamps kept as text.</summary>
internal static partial class YamlScalars
{
    internal const string StringTag = "!!str";
    internal const string BoolTag = "!!bool";
    internal const string IntTag = "!!int";
    internal const string FloatTag = "!!float";
    internal const string NullTag = "!!null";
    internal const string TimestampTag = "!!timestamp";
    internal const string BinaryTag = "!!binary";

    private static readonly Dictionary<string, (string Tag, object? Value)> Words = Table();

    [GeneratedRegex(@"^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?\z", RegexOptions.NonBacktracking)]
    private static partial Regex Float();

    [GeneratedRegex(@"^[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?\z", RegexOptions.NonBacktracking)]
    private static partial Regex Base60();

    private static Dictionary<string, (string, object?)> Table()
    {
        var table = new Dictionary<string, (string, object?)>(StringComparer.Ordinal) { [""] = (NullTag, null), ["~"] = (NullTag, null) };
        Add(["y", "Y", "yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON"], BoolTag, true);
        Add(["n", "N", "no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF"], BoolTag, false);
        Add(["null", "Null", "NULL"], NullTag, null);
        Add([".nan", ".NaN", ".NAN"], FloatTag, double.NaN);
        Add([".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF"], FloatTag, double.PositiveInfinity);
        Add(["-.inf", "-.Inf", "-.INF"], FloatTag, double.NegativeInfinity);
        return table;

        void Add(string[] words, string tag, object? value)
        {
            foreach (var word in words) table[word] = (tag, value);
        }
    }

    /// <summary>Tag and value of an untagged plain scalar.</summary>
    internal static (string Tag, object? Value) Resolve(string text)
    {
        if (Words.TryGetValue(text, out var word)) return word;
        switch (text[0])
        {
            case '.':
                return GoFloat.TryParse(text, out var fraction) ? (FloatTag, fraction) : (StringTag, text);
            case '+' or '-' or (>= '0' and <= '9'):
                return ResolveNumber(text);
            default:
                return (StringTag, text);
        }
    }

    private static (string, object?) ResolveNumber(string text)
    {
        if (IsTimestamp(text)) return (TimestampTag, text);
        var plain = text.Replace("_", "", StringComparison.Ordinal);
        if (GoInteger.TryParse(plain, 0, 64, out var integer) == GoInteger.Failure.None) return (IntTag, integer);
        if (GoInteger.TryParseUnsigned(plain, 0, 64, out var unsigned) == GoInteger.Failure.None) return (IntTag, unsigned);
        if (Float().IsMatch(plain) && GoFloat.TryParse(plain, out var real)) return (FloatTag, real);
        return (StringTag, text);
    }

    private static bool IsTimestamp(string text)
    {
        if (text.Length < 6 || text[4] != '-' || text.AsSpan(0, 4).IndexOfAnyExceptInRange('0', '9') >= 0) return false;
        foreach (var layout in (string[])["2006-1-2T15:4:5.999999999Z07:00", "2006-1-2t15:4:5.999999999Z07:00",
            "2006-1-2 15:4:5.999999999", "2006-1-2"])
        {
            try
            {
                GoTimeParser.Parse(layout, text);
                return true;
            }
            catch (GoErrorException)
            {
                // Not in this layout.
            }
        }
        return false;
    }

    /// <summary>Whether a text may stand without quotes and still be read as text.</summary>
    internal static bool IsPlainText(string text) => Resolve(text).Tag == StringTag && !IsBase60(text);

    private static bool IsBase60(string text) => text.Contains(':') && Base60().IsMatch(text);

    /// <summary>FormatFloat(…, 'g', -1, 64) with YAML's infinities.</summary>
    internal static string FloatText(double value) => GoFloat.Format(value, 'g', -1) switch
    {
        "+Inf" => ".inf",
        "-Inf" => "-.inf",
        "NaN" => ".nan",
        var text => text,
    };

    internal static string IntText(object value) => Convert.ToString(value, CultureInfo.InvariantCulture)!;
}
