using System.Net;
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
