using System.Globalization;
using System.Net;

namespace Eso.Emulator.Aws.Iam.Authorization;

/// <summary>
/// Condition operators, as
/// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
/// describes them. An operator that does not exist never holds.
/// </summary>
internal static class Conditions
{
    private const string Any = "ForAnyValue:";
    private const string All = "ForAllValues:";
    private const string IfExists = "IfExists";

    /// <summary>Whether every condition of a statement holds.</summary>
    public static bool Hold(IReadOnlyList<PolicyCondition> conditions, ConditionKeys keys, bool variables) =>
        conditions.All(c => Holds(c, keys, variables));

    /// <summary>Whether the text is an operator, with or without its prefix and suffix.</summary>
    public static bool IsOperator(string name)
    {
        var (_, bare, _) = Split(name);
        return bare == "null" || Operator(bare).Match is not null;
    }

    public static bool Holds(PolicyCondition condition, ConditionKeys keys, bool variables)
    {
        var (set, name, optional) = Split(condition.Operator);
        var given = keys.Find(condition.Key);
        if (name == "null")
        {
            return condition.Values.Any(v => bool.TryParse(v, out var wantsAbsent) && wantsAbsent == given is null);
        }

        var (match, negated) = Operator(name);
        if (match is null)
        {
            return false;
        }

        if (given is null)
        {
            return optional || set == All || (negated && set != Any);
        }

        var wanted = condition.Values.Select(v => variables ? keys.Expand(v) : v).OfType<string>().ToList();
        bool One(string value) => wanted.Exists(w => match(w, value)) != negated;
        return set switch
        {
            All => given.All(One),
            Any => given.Any(One),
            // Without a set operator a key of many values counts as ForAnyValue, and negated as none of them.
            _ => negated ? given.All(One) : given.Any(One),
        };
    }

    /// <summary>Whether the text is a date that date operators can compare.</summary>
    public static bool IsDate(string text) => Date(text) is not null;

    private static (string Set, string Name, bool Optional) Split(string text)
    {
        var set = text.StartsWith(Any, StringComparison.OrdinalIgnoreCase) ? Any
            : text.StartsWith(All, StringComparison.OrdinalIgnoreCase) ? All : "";
        var name = text[set.Length..];
        var optional = name.EndsWith(IfExists, StringComparison.OrdinalIgnoreCase);
        return (set, (optional ? name[..^IfExists.Length] : name).ToLowerInvariant(), optional);
    }

    /// <summary>
    /// How the operator compares a policy's value with the request's, and whether it then turns the answer.
    /// </summary>
    private static (Func<string, string, bool>? Match, bool Negated) Operator(string name) => name switch
    {
        "stringequals" => (string.Equals, false),
        "stringnotequals" => (string.Equals, true),
        "stringequalsignorecase" => (SameIgnoringCase, false),
        "stringnotequalsignorecase" => (SameIgnoringCase, true),
        "stringlike" => (Like, false),
        "stringnotlike" => (Like, true),
        "arnequals" or "arnlike" => (Glob.MatchesArn, false),
        "arnnotequals" or "arnnotlike" => (Glob.MatchesArn, true),
        "bool" => (SameIgnoringCase, false),
        "binaryequals" => (string.Equals, false),
        "ipaddress" => (InNetwork, false),
        "notipaddress" => (InNetwork, true),
        _ when name.StartsWith(
            "numeric", StringComparison.Ordinal) => Ordered(name["numeric".Length..], CompareNumbers),
        _ when name.StartsWith("date", StringComparison.Ordinal) => Ordered(name["date".Length..], CompareDates),
        _ => (null, false),
    };

    private static (Func<string, string, bool>? Match, bool Negated) Ordered(
        string comparison, Func<string, string, int?> compare)
    {
        return comparison switch
        {
            "equals" => ((w, v) => compare(v, w) is 0, false),
            "notequals" => ((w, v) => compare(v, w) is 0, true),
            "lessthan" => ((w, v) => compare(v, w) is < 0, false),
            "lessthanequals" => ((w, v) => compare(v, w) is <= 0, false),
            "greaterthan" => ((w, v) => compare(v, w) is > 0, false),
            "greaterthanequals" => ((w, v) => compare(v, w) is >= 0, false),
            _ => (null, false),
        };
    }

    private static int? CompareNumbers(string a, string b) =>
        decimal.TryParse(a, NumberStyles.Float, CultureInfo.InvariantCulture, out var x)
        && decimal.TryParse(b, NumberStyles.Float, CultureInfo.InvariantCulture, out var y)
            ? x.CompareTo(y)
            : null;

    private static int? CompareDates(string a, string b) =>
        Date(a) is { } x && Date(b) is { } y ? x.CompareTo(y) : null;

    /// <summary>ISO 8601, or seconds since 1970.</summary>
    private static DateTimeOffset? Date(string text)
    {
        if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var seconds))
        {
            return seconds is > -62_135_596_800 and < 253_402_300_800
                ? DateTimeOffset.FromUnixTimeSeconds(seconds)
                : null;
        }

        return DateTimeOffset.TryParse(
            text,
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
            out var date)
            ? date
            : null;
    }

    private static bool SameIgnoringCase(string a, string b) => a.Equals(b, StringComparison.OrdinalIgnoreCase);

    private static bool Like(string pattern, string text) => Glob.Matches(pattern, text);

    private static bool InNetwork(string network, string address)
    {
        if (!IPAddress.TryParse(address, out var ip))
        {
            return false;
        }

        ip = ip.IsIPv4MappedToIPv6 ? ip.MapToIPv4() : ip;
        if (!network.Contains('/', StringComparison.Ordinal))
        {
            return IPAddress.TryParse(network, out var single) && single.Equals(ip);
        }

        // 10.1.2.3/8 is written by people; the framework demands that host bits be zero.
        var parts = network.Split('/');
        if (!IPAddress.TryParse(parts[0], out var start) || !int.TryParse(parts[1], out var length))
        {
            return false;
        }

        var one = start.GetAddressBytes();
        var other = ip.GetAddressBytes();
        if (one.Length != other.Length || length < 0 || length > one.Length * 8)
        {
            return false;
        }

        for (var bit = 0; bit < length; bit++)
        {
            var mask = 0x80 >> (bit % 8);
            if ((one[bit / 8] & mask) != (other[bit / 8] & mask))
            {
                return false;
            }
        }

        return true;
    }
}
