using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using Eso.Emulator.Kubernetes.Schema;
using Eso.Emulator.Kubernetes.Wire;

namespace Eso.Emulator.Kubernetes.Cel;

/// <summary>Kubernetes' libraries: quantity, URL, IP and CIDR, named formats, semantic versions.</summary>
internal static class CelKubernetes
{
    public static IEnumerable<CelFunction> All { get; } =
    [
        CelFunction.Global("isQuantity", "string: bool", a => a[0] is string s ? Quantity.Parse(s, out _) is not null : CelError.NoOverload),
        CelFunction.Global("quantity", "string: quantity", a => a[0] is not string s ? CelError.NoOverload : Quantity.Parse(s, out var e) is { } q ? q : new CelError(e)),
        CelFunction.Global("sign", "quantity: int", a => a[0] is Quantity q ? (long)q.Sign : CelError.NoOverload),
        CelFunction.Method("isInteger", "quantity: bool", a => a[0] is Quantity q ? q.TryInt64(out _) : CelError.NoOverload),
        CelFunction.Method("asInteger", "quantity: int", a => a[0] is not Quantity q ? CelError.NoOverload
            : q.TryInt64(out var n) ? n : new CelError("cannot convert value to integer")),
        CelFunction.Method("asApproximateFloat", "quantity: double", a => a[0] is Quantity q ? q.ToDouble() : CelError.NoOverload),
        CelFunction.Method("add", "quantity, quantity: quantity | quantity, int: quantity", a => Sum(a, (x, y) => x.Add(y))),
        CelFunction.Method("sub", "quantity, quantity: quantity | quantity, int: quantity", a => Sum(a, (x, y) => x.Subtract(y))),
        Comparison("isLessThan", c => c < 0),
        Comparison("isGreaterThan", c => c > 0),
        CelFunction.Method("compareTo", "quantity, quantity: int | semver, semver: int", a => a switch
        {
            [Quantity x, Quantity y] => (long)Math.Sign(x.CompareTo(y)),
            [CelSemver x, CelSemver y] => (long)Math.Sign(x.CompareTo(y)),
            _ => CelError.NoOverload,
        }),
        CelFunction.Global("isURL", "string: bool", a => a[0] is string s ? CelUrl.Parse(s, out _) is not null : CelError.NoOverload),
        CelFunction.Global("url", "string: url", a => a[0] is not string s ? CelError.NoOverload : CelUrl.Parse(s, out var e) is { } u ? u : new CelError(e)),
        Url("getScheme", u => u.Scheme),
        Url("getHost", u => u.Host),
        Url("getHostname", u => u.Hostname),
        Url("getPort", u => u.Port),
        Url("getEscapedPath", u => u.EscapedPath),
        CelFunction.Method("getQuery", "url: map(string, list(string))", a => a[0] is CelUrl u ? u.Query() : CelError.NoOverload),
        CelFunction.Global("isIP", "string: bool", a => a[0] is string s ? CelNet.ParseIp(s) is not null : CelError.NoOverload),
        CelFunction.Global("ip", "string: ip", a => a[0] is not string s ? CelError.NoOverload : CelNet.ParseIp(s) is { } ip ? ip
            : new CelError($"IP Address {Validation.FieldError.Quote(s)} parse error during conversion from string: ParseAddr({Validation.FieldError.Quote(s)}): unable to parse IP")),
        CelFunction.Global("ip.isCanonical", "string: bool", a => a[0] is not string s ? CelError.NoOverload
            : CelNet.ParseIp(s) is { } ip ? ip.ToString() == s : new CelError($"IP Address {Validation.FieldError.Quote(s)} parse error during conversion from string")),
        CelFunction.Global("isCIDR", "string: bool", a => a[0] is string s ? CelNet.ParseCidr(s) is not null : CelError.NoOverload),
        CelFunction.Global("cidr", "string: cidr", a => a[0] is not string s ? CelError.NoOverload : CelNet.ParseCidr(s) is { } net ? net
            : new CelError($"network address parse error during conversion from string: netip.ParsePrefix({Validation.FieldError.Quote(s)})")),
        Ip("family", "int", n => n.Address.GetAddressBytes().Length == 4 ? 4L : 6L),
        Ip("isUnspecified", "bool", n => n.Address.Equals(IPAddress.Any) || n.Address.Equals(IPAddress.IPv6Any)),
        Ip("isLoopback", "bool", n => IPAddress.IsLoopback(n.Address)),
        Ip("isLinkLocalMulticast", "bool", n => n.IsLinkLocalMulticast),
        Ip("isLinkLocalUnicast", "bool", n => n.IsLinkLocalUnicast),
        Ip("isGlobalUnicast", "bool", n => n.IsGlobalUnicast),
        CelFunction.Method("containsIP", "cidr, ip: bool | cidr, string: bool", ContainsIp),
        CelFunction.Method("containsCIDR", "cidr, cidr: bool | cidr, string: bool", ContainsCidr),
        CelFunction.Method("ip", "cidr: ip", a => a[0] is CelNet { Bits: not null } n ? new CelNet(n.Address, null) : CelError.NoOverload),
        CelFunction.Method("masked", "cidr: cidr", a => a[0] is CelNet { Bits: not null } n ? n.Masked() : CelError.NoOverload),
        CelFunction.Method("prefixLength", "cidr: int", a => a[0] is CelNet { Bits: { } bits } ? (long)bits : CelError.NoOverload),
        .. CelFormat.Names.Select(n => CelFunction.Global("format." + n, ": format", _ => new CelFormat(n))),
        CelFunction.Global("format.named", "string: optional(format)", a => a[0] is not string s ? CelError.NoOverload
            : CelFormat.Names.Contains(s) ? CelOptional.Of(new CelFormat(s)) : CelOptional.None),
        CelFunction.Method("validate", "format, string: optional(list(string))", a => a is [CelFormat f, string s]
            ? f.Check(s) is { Count: > 0 } faults ? CelOptional.Of(faults.Cast<object?>().ToList()) : CelOptional.None
            : CelError.NoOverload),
        CelFunction.Global("isSemver", "string: bool | string, bool: bool", a => a[0] is string s ? CelSemver.Parse(s, a is [_, true]) is not null : CelError.NoOverload),
        CelFunction.Global("semver", "string: semver | string, bool: semver", a => a[0] is not string s ? CelError.NoOverload
            : CelSemver.Parse(s, a is [_, true]) is { } v ? v : new CelError(CelSemver.Fault(s))),
        Version("major", v => v.Major),
        Version("minor", v => v.Minor),
        Version("patch", v => v.Patch),
    ];

    private static CelFunction Comparison(string name, Func<int, bool> wanted) =>
        CelFunction.Method(name, "quantity, quantity: bool | semver, semver: bool", a => a switch
        {
            [Quantity x, Quantity y] => wanted(x.CompareTo(y)),
            [CelSemver x, CelSemver y] => wanted(x.CompareTo(y)),
            _ => CelError.NoOverload,
        });

    private static CelFunction Url(string name, Func<CelUrl, string> part) =>
        CelFunction.Method(name, "url: string", a => a[0] is CelUrl u ? part(u) : CelError.NoOverload);

    private static CelFunction Ip(string name, string result, Func<CelNet, object> part) =>
        CelFunction.Method(name, "ip: " + result, a => a[0] is CelNet { Bits: null } n ? part(n) : CelError.NoOverload);

    private static CelFunction Version(string name, Func<CelSemver, ulong> part) =>
        CelFunction.Method(name, "semver: int", a => a[0] is CelSemver v ? (long)part(v) : CelError.NoOverload);

    private static object Sum(object?[] a, Func<Quantity, Quantity, Quantity> run) => a switch
    {
        [Quantity x, Quantity y] => run(x, y),
        [Quantity x, long y] => run(x, Quantity.FromInt64(y)),
        _ => CelError.NoOverload,
    };

    private static object ContainsIp(object?[] a)
    {
        var other = a[1] is string s ? CelNet.ParseIp(s) : a[1] as CelNet;
        return a[0] is CelNet { Bits: not null } net
            ? other is null ? new CelError($"IP Address {Validation.FieldError.Quote(CelStrings.Plain(a[1]))} parse error during conversion from string") : net.Contains(other, other.Width)
            : CelError.NoOverload;
    }

    private static object ContainsCidr(object?[] a)
    {
        var other = a[1] is string s ? CelNet.ParseCidr(s) : a[1] as CelNet;
        return a[0] is CelNet { Bits: not null } net
            ? other?.Bits is { } bits ? net.Contains(other, bits) : new CelError("network address parse error during conversion from string")
            : CelError.NoOverload;
    }
}

/// <summary>An IP address, or a network when it has bits.</summary>
internal sealed record CelNet(IPAddress Address, int? Bits)
{
    public int Width => Address.GetAddressBytes().Length * 8;

    public bool IsLinkLocalUnicast => Address.GetAddressBytes() is var b && (b.Length == 4 ? b[0] == 169 && b[1] == 254 : b[0] == 0xfe && (b[1] & 0xc0) == 0x80);

    public bool IsLinkLocalMulticast => Address.GetAddressBytes() is var b
        && (b.Length == 4 ? b[0] == 224 && b[1] == 0 && b[2] == 0 : b[0] == 0xff && (b[1] & 0x0f) == 2);

    public bool IsGlobalUnicast => Address.GetAddressBytes() is var b
        && !IPAddress.IsLoopback(Address) && !IsLinkLocalUnicast && b.Any(x => x != 0)
        && (b.Length == 4 ? b[0] is < 224 or > 239 && !b.All(x => x == 255) : b[0] != 0xff);

    /// <summary>A plain address: no zone, no IPv4 in IPv6, no leading zeros.</summary>
    public static CelNet? ParseIp(string text)
    {
        if (text.Contains('%') || text.Contains('[') || text.Contains('/'))
        {
            return null;
        }

        if (text.Contains(':'))
        {
            return !text.Contains('.') && IPAddress.TryParse(text, out var v6) && !v6.IsIPv4MappedToIPv6 ? new CelNet(v6, null) : null;
        }

        var parts = text.Split('.');
        return parts.Length == 4 && parts.All(p => p.Length is > 0 and <= 3 && p.All(char.IsAsciiDigit) && (p.Length == 1 || p[0] != '0')
            && int.Parse(p, CultureInfo.InvariantCulture) <= 255)
            ? new CelNet(IPAddress.Parse(text), null)
            : null;
    }

    public static CelNet? ParseCidr(string text)
    {
        var slash = text.IndexOf('/');
        if (slash < 0 || ParseIp(text[..slash]) is not { } ip)
        {
            return null;
        }

        var bits = text[(slash + 1)..];
        return bits.Length is > 0 and <= 3 && bits.All(char.IsAsciiDigit) && (bits.Length == 1 || bits[0] != '0')
            && int.Parse(bits, CultureInfo.InvariantCulture) is var n && n <= ip.Width
            ? ip with { Bits = n }
            : null;
    }

    public CelNet Masked()
    {
        var bytes = Address.GetAddressBytes();
        for (var i = 0; i < bytes.Length; i++)
        {
            var keep = Math.Clamp(Bits!.Value - (i * 8), 0, 8);
            bytes[i] &= (byte)(0xff << (8 - keep));
        }

        return new CelNet(new IPAddress(bytes), Bits);
    }

    public bool Contains(CelNet other, int bits) =>
        other.Width == Width && bits >= Bits && (this with { }).Masked().Address.Equals(new CelNet(other.Address, Bits).Masked().Address);

    public override string ToString() => Bits is null ? Address.ToString() : $"{Address}/{Bits}";
}

/// <summary>An absolute URL or path, split as Go's net/url does.</summary>
internal sealed record CelUrl(string Scheme, string Host, string EscapedPath, string RawQuery)
{
    public string Hostname => Host.StartsWith('[') && Host.IndexOf(']') is var end && end > 0 ? Host[1..end]
        : Host.IndexOf(':') is var colon && colon >= 0 ? Host[..colon] : Host;

    public string Port => Host.LastIndexOf(':') is var colon && colon >= 0 && !Host[colon..].Contains(']') ? Host[(colon + 1)..] : "";

    public static CelUrl? Parse(string text, out string error)
    {
        error = $"URL parse error during conversion from string: parse {Validation.FieldError.Quote(text)}: invalid URI for request";
        if (text.Length == 0)
        {
            error = "URL parse error during conversion from string: parse \"\": empty url";
            return null;
        }

        if (text.Any(c => c < ' ' || c == 0x7f) || SchemaFormats.Accepts("uri", text.Replace(" ", "%20", StringComparison.Ordinal)) != true)
        {
            return null;
        }

        var rest = text;
        var scheme = "";
        var colon = text.IndexOf(':');
        if (text[0] != '/')
        {
            if (colon <= 0)
            {
                return null;
            }

            scheme = text[..colon].ToLowerInvariant();
            rest = text[(colon + 1)..];
        }

        var question = rest.IndexOf('?');
        var query = question < 0 ? "" : rest[(question + 1)..];
        query = query.Split('#')[0];
        rest = question < 0 ? rest : rest[..question];
        var host = "";
        if (rest.StartsWith("//", StringComparison.Ordinal) && scheme.Length > 0)
        {
            var slash = rest.IndexOf('/', 2);
            host = slash < 0 ? rest[2..] : rest[2..slash];
            rest = slash < 0 ? "" : rest[slash..];
            host = host[(host.LastIndexOf('@') + 1)..];
            if (!IsHost(host))
            {
                return null;
            }
        }

        return new CelUrl(scheme, host, rest.Replace(" ", "%20", StringComparison.Ordinal), query);
    }

    public CelDictionary Query()
    {
        var values = new Dictionary<string, List<object?>>(StringComparer.Ordinal);
        foreach (var pair in RawQuery.Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var equal = pair.IndexOf('=');
            var key = WebUtility.UrlDecode(equal < 0 ? pair : pair[..equal]);
            (values.TryGetValue(key, out var list) ? list : values[key] = []).Add(equal < 0 ? "" : WebUtility.UrlDecode(pair[(equal + 1)..]));
        }

        return new CelDictionary(values.Select(v => new KeyValuePair<object, object?>(v.Key, v.Value)));
    }

    private static bool IsHost(string host)
    {
        var port = host.LastIndexOf(':');
        var digits = port >= 0 && !host[port..].Contains(']') ? host[(port + 1)..] : "";
        return digits.All(char.IsAsciiDigit) && !host.Contains(' ');
    }
}

/// <summary>A named format with its texts.</summary>
internal sealed record CelFormat(string Name)
{
    private const string Subdomain = "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end "
        + "with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";

    private const string Label = "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end "
        + "with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')";

    private const string Label1035 = "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and "
        + "end with an alphanumeric character (e.g. 'my-name',  or 'abc-123', regex used for validation is '[a-z]([-a-z0-9]*[a-z0-9])?')";

    public static IReadOnlyList<string> Names { get; } =
    [
        "dns1123Label", "dns1123Subdomain", "dns1035Label", "qualifiedName", "dns1123LabelPrefix", "dns1123SubdomainPrefix", "dns1035LabelPrefix",
        "labelValue", "uri", "uuid", "byte", "date", "datetime",
    ];

    public List<string> Check(string text) => Name switch
    {
        "dns1123Label" => Dns(text, 63, "^[a-z0-9]([-a-z0-9]*[a-z0-9])?$", Label),
        "dns1123LabelPrefix" => Dns(Masked(text), 63, "^[a-z0-9]([-a-z0-9]*[a-z0-9])?$", Label),
        "dns1123Subdomain" => Dns(text, 253, @"^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$", Subdomain),
        "dns1123SubdomainPrefix" => Dns(Masked(text), 253,
            @"^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$", Subdomain),
        "dns1035Label" => Dns(text, 63, "^[a-z]([-a-z0-9]*[a-z0-9])?$", Label1035),
        "dns1035LabelPrefix" => Dns(Masked(text), 63, "^[a-z]([-a-z0-9]*[a-z0-9])?$", Label1035),
        "qualifiedName" => Selection.LabelRules.KeyErrors(text),
        "labelValue" => Selection.LabelRules.ValueErrors(text),
        "uri" => CelUrl.Parse(text, out var fault) is null ? [fault[(fault.IndexOf("parse \"", StringComparison.Ordinal))..]] : [],
        "uuid" => SchemaFormats.Accepts("uuid", text) == true ? [] : ["does not match the UUID format"],
        "byte" => SchemaFormats.Accepts("byte", text) == true ? [] : ["invalid base64"],
        "date" => SchemaFormats.Accepts("date", text) == true ? [] : ["invalid date"],
        _ => SchemaFormats.Accepts("datetime", text) == true ? [] : ["invalid datetime"],
    };

    /// <summary>A prefix may end with a dash: a generated suffix follows.</summary>
    private static string Masked(string text) => text.Length > 1 && text.EndsWith('-') ? text[..^2] + "a" : text;

    private static List<string> Dns(string text, int max, string pattern, string detail)
    {
        var faults = new List<string>();
        if (text.Length > max)
        {
            faults.Add($"must be no more than {max} bytes");
        }

        if (!Regex.IsMatch(text, pattern, RegexOptions.NonBacktracking))
        {
            faults.Add(detail);
        }

        return faults;
    }
}

/// <summary>A semantic version.</summary>
internal sealed partial record CelSemver(ulong Major, ulong Minor, ulong Patch, string Pre) : IComparable<CelSemver>
{
    public static CelSemver? Parse(string text, bool normalize)
    {
        if (normalize)
        {
            text = text.TrimStart('v');
            var end = text.IndexOfAny(['-', '+']);
            var (core, tail) = end < 0 ? (text, "") : (text[..end], text[end..]);
            var numbers = core.Split('.').Select(p => p.TrimStart('0') is { Length: > 0 } t ? t : "0").ToList();
            numbers.AddRange(Enumerable.Repeat("0", Math.Max(0, 3 - numbers.Count)));
            text = string.Join('.', numbers) + tail;
        }

        var match = Form().Match(text);
        return match.Success && ulong.TryParse(match.Groups[1].Value, out var major) && ulong.TryParse(match.Groups[2].Value, out var minor)
            && ulong.TryParse(match.Groups[3].Value, out var patch)
            ? new CelSemver(major, minor, patch, match.Groups[5].Value)
            : null;
    }

    /// <summary>What is wrong with a text that is no version, as blang/semver says it.</summary>
    public static string Fault(string text)
    {
        if (text.Length == 0)
        {
            return "Version string empty";
        }

        var parts = text.Split('.', 3);
        if (parts.Length != 3)
        {
            return "No Major.Minor.Patch elements found";
        }

        var patch = parts[2].Split('-', '+')[0];
        foreach (var (name, number) in new[] { ("major", parts[0]), ("minor", parts[1]), ("patch", patch) })
        {
            if (!number.All(char.IsAsciiDigit))
            {
                return $"Invalid character(s) found in {name} number {Validation.FieldError.Quote(number)}";
            }

            if (number.Length > 1 && number[0] == '0')
            {
                return $"{char.ToUpperInvariant(name[0])}{name[1..]} number must not contain leading zeroes {Validation.FieldError.Quote(number)}";
            }
        }

        return $"Invalid character(s) found in prerelease {Validation.FieldError.Quote(parts[2][patch.Length..].TrimStart('-', '+'))}";
    }

    public int CompareTo(CelSemver? other)
    {
        if (other is null)
        {
            return 1;
        }

        var core = (Major, Minor, Patch).CompareTo((other.Major, other.Minor, other.Patch));
        if (core != 0 || Pre == other.Pre)
        {
            return core;
        }

        if (Pre.Length == 0 || other.Pre.Length == 0)
        {
            return Pre.Length == 0 ? 1 : -1;
        }

        var (left, right) = (Pre.Split('.'), other.Pre.Split('.'));
        for (var i = 0; i < Math.Min(left.Length, right.Length); i++)
        {
            var (x, y) = (ulong.TryParse(left[i], out var a), ulong.TryParse(right[i], out var b));
            var order = x && y ? a.CompareTo(b) : x != y ? (x ? -1 : 1) : string.CompareOrdinal(left[i], right[i]);
            if (order != 0)
            {
                return order;
            }
        }

        return left.Length.CompareTo(right.Length);
    }

    [GeneratedRegex(@"^(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)(-((0|[1-9][0-9]*|[0-9]*[A-Za-z-][0-9A-Za-z-]*)(\.(0|[1-9][0-9]*|[0-9]*[A-Za-z-][0-9A-Za-z-]*))*))?(\+[0-9A-Za-z-]+(\.[0-9A-Za-z-]+)*)?$")]
    private static partial Regex Form();
}
