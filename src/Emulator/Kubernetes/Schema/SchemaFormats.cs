using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using Eso.Emulator.Kubernetes.Wire;

namespace Eso.Emulator.Kubernetes.Schema;

/// <summary>The string formats CRD schemas know; any other format is ignored.</summary>
internal static partial class SchemaFormats
{
    private static readonly string[][] Units =
    [
        ["ns", "nano"], ["us", "µs", "micro"], ["ms", "milli"], ["s", "sec"], ["m", "min"], ["h", "hr", "hour"],
        ["d", "day"], ["w", "wk", "week"],
    ];

    /// <summary>The format that counts at a node; empty when it is unknown or does not suit the type.</summary>
    public static string Effective(SchemaNode schema)
    {
        if (schema.Format.Length == 0)
        {
            return "";
        }

        return Known(schema.Types.Count == 1 ? schema.Types[0] : "", schema.Format) ? schema.Format : "";
    }

    /// <summary>The formats in a CRD's schema that nothing checks, in the order of the schema; the server warns of them.</summary>
    public static IEnumerable<string> Unrecognized(SchemaNode schema)
    {
        var known = schema.Format.Length == 0 || Known(schema.Type, schema.Format);
        return (known ? Enumerable.Empty<string>() : [schema.Format]).Concat(schema.Nested.SelectMany(Unrecognized));
    }

    private static bool Known(string type, string format) => type switch
    {
        "" or "string" => Accepts(format, "") is not null,
        "integer" => format is "int32" or "int64",
        "number" => format is "float" or "double",
        _ => false,
    };

    /// <summary>Whether a text has the format; null when the format is not known.</summary>
    public static bool? Accepts(string format, string text) => format.Replace("-", "", StringComparison.Ordinal) switch
    {
        "bsonobjectid" => text.Length == 24 && text.All(char.IsAsciiHexDigit),
        "uri" => IsRequestUri(text),
        "email" => IsEmail(text),
        "hostname" => IsHostname(text),
        "ipv4" => text.Contains('.') && IsIpv4(text),
        "ipv6" => text.Contains(':') && IPAddress.TryParse(text, out var ip) && ip.AddressFamily == AddressFamily.InterNetworkV6
            && !text.Contains('%') && !text.Contains('[') && !text.Contains('/'),
        "cidr" => IsCidr(text),
        "mac" => IsMac(text),
        "uuid" => Uuid().IsMatch(text),
        "uuid3" => Uuid().IsMatch(text) && UuidVersion(text) == '3',
        "uuid4" => Uuid().IsMatch(text) && UuidVersion(text) == '4' && "89abAB".Contains(UuidVariant(text)),
        "uuid5" => Uuid().IsMatch(text) && UuidVersion(text) == '5' && "89abAB".Contains(UuidVariant(text)),
        "isbn" => IsIsbn10(text) || IsIsbn13(text),
        "isbn10" => IsIsbn10(text),
        "isbn13" => IsIsbn13(text),
        "creditcard" => IsCreditCard(text),
        "ssn" => text.Length == 11 && Ssn().IsMatch(text),
        "hexcolor" => HexColor().IsMatch(text),
        "rgbcolor" => IsRgbColor(text),
        "byte" => IsBase64(text),
        "password" => true,
        "date" => IsDate(text),
        "duration" => IsDuration(text),
        "datetime" => IsDateTime(text),
        "k8sshortname" => text.Length is > 0 and <= 63 && ShortName().IsMatch(text),
        "k8slongname" => text.Length is > 0 and <= 253 && text.Split('.').All(s => ShortName().IsMatch(s)),
        _ => null,
    };

    private static bool IsRequestUri(string text) =>
        text.Length > 0 && !text.Any(c => c <= ' ' || c == 0x7f)
        && (text[0] == '/' || text == "*" || (Scheme().Match(text) is { Success: true } scheme && text.Length > scheme.Length
            && !BadEscape().IsMatch(text)));

    private static bool IsEmail(string text)
    {
        var address = text;
        if (text.EndsWith('>') && text.IndexOf('<') is var open && open >= 0)
        {
            address = text[(open + 1)..^1];
        }

        var at = address.LastIndexOf('@');
        if (at <= 0 || at == address.Length - 1)
        {
            return false;
        }

        var (local, domain) = (address[..at], address[(at + 1)..]);
        return (IsDotAtom(local) || (local.Length > 1 && local[0] == '"' && local[^1] == '"')) && (IsDotAtom(domain) || domain[0] == '[');
    }

    private static bool IsDotAtom(string text) => text.Split('.').All(a =>
        a.Length > 0 && a.All(c => char.IsAsciiLetterOrDigit(c) || c > 127 || "!#$%&'*+-/=?^_`{|}~".Contains(c)));

    private static bool IsHostname(string text) =>
        text.Length <= 255 && text.Split('.').All(p => p.Length <= 63) && Hostname().IsMatch(text);

    private static bool IsIpv4(string text)
    {
        // An IPv4 address embedded in IPv6 passes too, since only a dot is asked for.
        if (text.Contains(':'))
        {
            return IPAddress.TryParse(text, out _) && !text.Contains('%') && !text.Contains('[');
        }

        var parts = text.Split('.');
        return parts.Length == 4 && parts.All(p => p.Length is > 0 and <= 4 && p.All(char.IsAsciiDigit)
            && int.Parse(p, CultureInfo.InvariantCulture) <= 255);
    }

    private static bool IsCidr(string text)
    {
        var slash = text.IndexOf('/');
        if (slash < 0)
        {
            return false;
        }

        var (address, bits) = (text[..slash], text[(slash + 1)..]);
        return bits.Length is > 0 and <= 3 && bits.All(char.IsAsciiDigit)
            && (address.Contains(':')
                ? IPAddress.TryParse(address, out _) && !address.Contains('%') && int.Parse(bits, CultureInfo.InvariantCulture) <= 128
                : IsIpv4(address) && int.Parse(bits, CultureInfo.InvariantCulture) <= 32);
    }

    private static bool IsMac(string text)
    {
        if (text.Length < 14)
        {
            return false;
        }

        var parts = text.Contains('.') ? text.Split('.') : text.Contains(':') ? text.Split(':') : text.Split('-');
        var width = text.Contains('.') ? 4 : 2;
        return parts.Length * width / 2 is 6 or 8 or 20 && parts.All(p => p.Length == width && p.All(char.IsAsciiHexDigit));
    }

    private static bool IsBase64(string text) =>
        text.Length > 0 && text.Length % 4 == 0 && Base64().IsMatch(text);

    private static char UuidVersion(string text) => text.Replace("-", "", StringComparison.Ordinal)[12];

    private static char UuidVariant(string text) => text.Replace("-", "", StringComparison.Ordinal)[16];

    private static bool IsIsbn10(string text)
    {
        var digits = text.Replace("-", "", StringComparison.Ordinal).Replace(" ", "", StringComparison.Ordinal);
        return digits.Length == 10 && digits[..9].All(char.IsAsciiDigit) && (char.IsAsciiDigit(digits[9]) || digits[9] is 'X')
            && digits.Select((c, i) => (i + 1) * (c == 'X' ? 10 : c - '0')).Sum() % 11 == 0;
    }

    private static bool IsIsbn13(string text)
    {
        var digits = text.Replace("-", "", StringComparison.Ordinal).Replace(" ", "", StringComparison.Ordinal);
        return digits.Length == 13 && digits.All(char.IsAsciiDigit)
            && digits.Select((c, i) => (i % 2 == 0 ? 1 : 3) * (c - '0')).Sum() % 10 == 0;
    }

    private static bool IsCreditCard(string text)
    {
        var digits = string.Concat(text.Where(char.IsAsciiDigit));
        if (!CreditCard().IsMatch(digits))
        {
            return false;
        }

        var sum = 0;
        for (var i = 0; i < digits.Length; i++)
        {
            var digit = digits[digits.Length - 1 - i] - '0';
            digit = i % 2 == 1 ? digit * 2 : digit;
            sum += digit > 9 ? digit - 9 : digit;
        }

        return sum % 10 == 0;
    }

    private static bool IsRgbColor(string text) => RgbColor().Match(text) is { Success: true } match
        && match.Groups.Values.Skip(1).All(g => int.Parse(g.Value, CultureInfo.InvariantCulture) <= 255);

    private static bool IsDuration(string text) => GoDuration.Parse(text, out _) is not null
        || Durations().Matches(text) is { Count: > 0 } found
        && found.All(m => m.Groups[1].Value.TrimStart('0').Length < 19)
        && found.Any(m => Array.Exists(Units, u => IsUnit(u, m.Groups[2].Value.ToLowerInvariant())));

    // A unit's last name may go on: "hours", but also "hourglass".
    private static bool IsUnit(string[] names, string unit) =>
        names.Contains(unit) || unit.StartsWith(names[^1], StringComparison.Ordinal);

    /// <summary>Also of the year 0, which .NET does not know but Go does; it was a leap year.</summary>
    private static bool IsDate(string text) => DateTime.TryParseExact(
        text.StartsWith("0000-", StringComparison.Ordinal) ? "2000" + text[4..] : text,
        "yyyy-MM-dd",
        CultureInfo.InvariantCulture,
        DateTimeStyles.None,
        out _);

    private static bool IsDateTime(string text)
    {
        var parts = text.ToLowerInvariant().Split('t');
        return parts.Length > 1 && IsDate(parts[0]) && TimeForm().Match(parts[1]) is { Success: true } time
            && string.CompareOrdinal(time.Groups[1].Value, "23") <= 0
            && string.CompareOrdinal(time.Groups[2].Value, "59") <= 0
            && string.CompareOrdinal(time.Groups[3].Value, "59") <= 0;
    }

    [GeneratedRegex("^(?i)[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}$")]
    private static partial Regex Uuid();

    [GeneratedRegex(@"^\d{3}[- ]?\d{2}[- ]?\d{4}$", RegexOptions.ECMAScript)]
    private static partial Regex Ssn();

    [GeneratedRegex("^#?([0-9a-fA-F]{3}|[0-9a-fA-F]{6})$")]
    private static partial Regex HexColor();

    [GeneratedRegex(@"^rgb\(\s*([0-9]{1,3})\s*,\s*([0-9]{1,3})\s*,\s*([0-9]{1,3})\s*\)$")]
    private static partial Regex RgbColor();

    [GeneratedRegex("^[A-Za-z0-9+/]+={0,2}$")]
    private static partial Regex Base64();

    [GeneratedRegex("^[a-z0-9]([-a-z0-9]*[a-z0-9])?$")]
    private static partial Regex ShortName();

    [GeneratedRegex("^[a-zA-Z][a-zA-Z0-9+.-]*:")]
    private static partial Regex Scheme();

    [GeneratedRegex("%(?![0-9a-fA-F]{2})")]
    private static partial Regex BadEscape();

    [GeneratedRegex(@"^([a-zA-Z0-9\p{S}\p{L}](-?[a-zA-Z0-9\p{S}\p{L}]{0,62})?|(([a-zA-Z0-9\p{S}\p{L}](([a-zA-Z0-9\p{S}\p{L}-]{0,61}[a-zA-Z0-9\p{S}\p{L}])?)\.)+([a-zA-Z\p{L}]){2,63}))$", RegexOptions.NonBacktracking)]
    private static partial Regex Hostname();

    [GeneratedRegex("^(4[0-9]{12}([0-9]{3})?|5[1-5][0-9]{14}|6(011|5[0-9][0-9])[0-9]{12}|3[47][0-9]{13}|3(0[0-5]|[68][0-9])[0-9]{11}|(2131|1800|35[0-9]{3})[0-9]{11})$")]
    private static partial Regex CreditCard();

    [GeneratedRegex("([0-9]+)[\t\n\f\r ]*([A-Za-zµ]+)", RegexOptions.NonBacktracking)]
    private static partial Regex Durations();

    [GeneratedRegex("^([0-9]{2}):([0-9]{2}):([0-9]{2})(.[0-9]+)?(z|[+-][0-9]{2}:[0-9]{2})$", RegexOptions.NonBacktracking)]
    private static partial Regex TimeForm();
}
