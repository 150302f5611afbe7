using System.Globalization;
using System.Text;
using Eso.Emulator.Kubernetes.Wire;

namespace Eso.Emulator.Kubernetes.Cel;

/// <summary>Conversions, size(), type(), times and optionals.</summary>
internal static class CelConversions
{
    public static IEnumerable<CelFunction> All { get; } =
    [
        CelFunction.Global("dyn", "A: dyn", a => a[0]),
        CelFunction.Global("type", "A: type(A)", a => CelValues.TypeOf(a[0])),
        CelFunction.Global("size", "string: int | bytes: int | list(A): int | map(A, B): int", Size),
        CelFunction.Method("size", "string: int | bytes: int | list(A): int | map(A, B): int", Size),
        CelFunction.Global("int", "int: int | uint: int | double: int | string: int | time: int | span: int", ToInt),
        CelFunction.Global("uint", "uint: uint | int: uint | double: uint | string: uint", ToUint),
        CelFunction.Global("double", "double: double | int: double | uint: double | string: double", ToDouble),
        CelFunction.Global(
            "string", "string: string | bool: string | int: string | uint: string | double: string | bytes: string | time: string | span: string | ip: string | cidr: string", ToText),
        CelFunction.Global("bytes", "bytes: bytes | string: bytes", a => a[0] switch
        {
            byte[] b => b,
            string s => Encoding.UTF8.GetBytes(s),
            _ => CelError.NoOverload,
        }),
        CelFunction.Global("bool", "bool: bool | string: bool", a => a[0] switch
        {
            bool b => b,
            "1" or "t" or "T" or "true" or "TRUE" or "True" => true,
            "0" or "f" or "F" or "false" or "FALSE" or "False" => false,
            string => new CelError("type conversion error from 'string' to 'bool'"),
            _ => CelError.NoOverload,
        }),
        CelFunction.Global("duration", "string: span | span: span | int: span", a => a[0] switch
        {
            CelSpan d => d,
            string s => GoDuration.Parse(s, out _) is { } nanos ? new CelSpan(nanos) : new CelError("type conversion error from 'string' to 'google.protobuf.Duration'"),
            long i => new CelSpan(i),
            _ => CelError.NoOverload,
        }),
        CelFunction.Global("timestamp", "string: time | time: time | int: time", a => a[0] switch
        {
            CelTime t => t,
            string s => CelTimes.Parse(s) is { } time ? time : new CelError("type conversion error from 'string' to 'google.protobuf.Timestamp'"),
            long i => CelTimes.FromUnix(i),
            _ => CelError.NoOverload,
        }),
        .. new[] { "getFullYear", "getMonth", "getDayOfYear", "getDayOfMonth", "getDate", "getDayOfWeek" }
            .Select(n => CelFunction.Method(n, "time: int | time, string: int", a => Part(n, a))),
        .. new[] { "getHours", "getMinutes", "getSeconds", "getMilliseconds" }
            .Select(n => CelFunction.Method(n, "time: int | time, string: int | span: int", a => Part(n, a))),
        CelFunction.Global("optional.of", "A: optional(A)", a => CelOptional.Of(a[0])),
        CelFunction.Global("optional.none", ": optional(A)", _ => CelOptional.None),
        CelFunction.Global("optional.ofNonZeroValue", "A: optional(A)", a => IsZero(a[0]) ? CelOptional.None : CelOptional.Of(a[0])),
        CelFunction.Method("hasValue", "optional(A): bool", a => a[0] is CelOptional o ? o.HasValue : CelError.NoOverload),
        CelFunction.Method("value", "optional(A): A", a => a[0] is CelOptional o ? o.HasValue ? o.Value : new CelError("optional.none() dereference") : CelError.NoOverload),
        CelFunction.Method("orValue", "optional(A), A: A", a => a[0] is CelOptional o ? o.HasValue ? o.Value : a[1] : CelError.NoOverload),
        CelFunction.Method("or", "optional(A), optional(A): optional(A)", a => a[0] is CelOptional o ? o.HasValue ? o : a[1] : CelError.NoOverload),
        CelFunction.Global("optional.unwrap", "list(optional(A)): list(A)", Unwrap),
        CelFunction.Method("unwrapOpt", "list(optional(A)): list(A)", Unwrap),
    ];

    private static object Unwrap(object?[] a) => a[0] is IReadOnlyList<object?> list
        ? list.OfType<CelOptional>().Where(o => o.HasValue).Select(o => o.Value).ToList()
        : CelError.NoOverload;

    private static bool IsZero(object? value) => value switch
    {
        null or false or 0L or 0UL or 0.0 or "" => true,
        byte[] b => b.Length == 0,
        CelMap m => m.Count == 0,
        IReadOnlyList<object?> l => l.Count == 0,
        CelSpan d => d.Nanos == 0,
        _ => false,
    };

    private static object Size(object?[] a) => a[0] switch
    {
        string s => (long)s.EnumerateRunes().Count(),
        byte[] b => (long)b.Length,
        CelMap m => (long)m.Count,
        IReadOnlyList<object?> l => (long)l.Count,
        _ => CelError.NoOverload,
    };

    private static object Part(string name, object?[] a) => a[0] switch
    {
        CelTime time => CelTimes.Part(time, name, a.Length > 1 ? a[1] as string : null),
        CelSpan span when a.Length == 1 => CelTimes.Part(span, name),
        _ => CelError.NoOverload,
    };

    private static object ToInt(object?[] a) => a[0] switch
    {
        long i => i,
        ulong u => u <= long.MaxValue ? (long)u : new CelError("integer overflow"),
        double d => d is > -9223372036854775808.0 and < 9223372036854775807.0 ? (long)d : new CelError("integer overflow"),
        string s => long.TryParse(s, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var i)
            ? i
            : new CelError("type conversion error from 'string' to 'int'"),
        CelTime t => t.Utc.UnixSeconds,
        CelSpan d => d.Nanos,
        _ => CelError.NoOverload,
    };

    private static object ToUint(object?[] a) => a[0] switch
    {
        ulong u => u,
        long i => i >= 0 ? (ulong)i : new CelError("unsigned integer overflow"),
        double d => d is >= 0 and < 18446744073709551615.0 ? (ulong)d : new CelError("unsigned integer overflow"),
        string s => ulong.TryParse(s, NumberStyles.None, CultureInfo.InvariantCulture, out var u)
            ? u
            : new CelError("type conversion error from 'string' to 'uint'"),
        _ => CelError.NoOverload,
    };

    private static object ToDouble(object?[] a) => a[0] switch
    {
        double d => d,
        long i => (double)i,
        ulong u => (double)u,
        string s => Real(s) ?? (object)new CelError("type conversion error from 'string' to 'double'"),
        _ => CelError.NoOverload,
    };

    private static double? Real(string text) => text.ToLowerInvariant().TrimStart('+', '-') switch
    {
        "inf" or "infinity" => text[0] == '-' ? double.NegativeInfinity : double.PositiveInfinity,
        "nan" => double.NaN,
        _ => text.Length > 0 && !char.IsWhiteSpace(text[0]) && !char.IsWhiteSpace(text[^1])
            && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var d) && double.IsFinite(d) ? d : null,
    };

    private static object ToText(object?[] a) => a[0] switch
    {
        string s => s,
        bool b => b ? "true" : "false",
        long i => i.ToString(CultureInfo.InvariantCulture),
        ulong u => u.ToString(CultureInfo.InvariantCulture),
        double d => GoText.Float(d),
        byte[] b => Utf8(b),
        CelTime t => t.ToString(),
        CelSpan d => CelStrings.Seconds(d.Nanos) + "s",
        CelNet net => net.ToString(),
        _ => CelError.NoOverload,
    };

    private static object Utf8(byte[] bytes)
    {
        try
        {
            return new UTF8Encoding(false, true).GetString(bytes);
        }
        catch (ArgumentException)
        {
            return new CelError("invalid UTF-8 in bytes, cannot convert to string");
        }
    }
}
