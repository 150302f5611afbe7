using System.Numerics;

namespace Eso.Emulator.Kubernetes.Cel;

/// <summary>Arithmetic, comparison, membership and indexing. Logic and the ternary are the evaluator's own.</summary>
internal static class CelOperators
{
    private const string Order = "bool, bool: bool | int, int: bool | int, uint: bool | int, double: bool | uint, uint: bool | uint, int: bool "
        + "| uint, double: bool | double, double: bool | double, int: bool | double, uint: bool | string, string: bool | bytes, bytes: bool "
        + "| time, time: bool | span, span: bool";

    private static readonly CelError Overflow = new("integer overflow");
    private static readonly CelError UnsignedOverflow = new("unsigned integer overflow");

    public static IEnumerable<CelFunction> All { get; } =
    [
        CelFunction.Global("_==_", "A, A: bool", a => CelValues.Equal(a[0], a[1])),
        CelFunction.Global("_!=_", "A, A: bool", a => !CelValues.Equal(a[0], a[1])),
        CelFunction.Global("_<_", Order, a => Ordered(a, c => c < 0)),
        CelFunction.Global("_<=_", Order, a => Ordered(a, c => c <= 0)),
        CelFunction.Global("_>_", Order, a => Ordered(a, c => c > 0)),
        CelFunction.Global("_>=_", Order, a => Ordered(a, c => c >= 0)),
        CelFunction.Global(
            "_+_",
            "int, int: int | uint, uint: uint | double, double: double | string, string: string | bytes, bytes: bytes "
            + "| list(A), list(A): list(A) | time, span: time | span, time: time | span, span: span",
            Add),
        CelFunction.Global(
            "_-_", "int, int: int | uint, uint: uint | double, double: double | time, time: span | time, span: time | span, span: span", Subtract),
        CelFunction.Global("_*_", "int, int: int | uint, uint: uint | double, double: double", Multiply),
        CelFunction.Global("_/_", "int, int: int | uint, uint: uint | double, double: double", Divide),
        CelFunction.Global("_%_", "int, int: int | uint, uint: uint", Modulo),
        CelFunction.Global("-_", "int: int | double: double", a => a[0] switch
        {
            long.MinValue => Overflow,
            long x => -x,
            double x => -x,
            _ => CelError.NoOverload,
        }),
        CelFunction.Global("!_", "bool: bool", a => a[0] is bool b ? !b : CelError.NoOverload),
        CelFunction.Global("@in", "A, list(A): bool | A, map(A, B): bool", In),
        CelFunction.Global("_[_]", "list(A), int: A | map(A, B), A: B | optional(list(A)), int: optional(A) | optional(map(A, B)), A: optional(B)", Index),
        CelFunction.Global(
            "_[?_]",
            "list(A), int: optional(A) | map(A, B), A: optional(B) | optional(list(A)), int: optional(A) | optional(map(A, B)), A: optional(B)",
            OptionalIndex),
    ];

    private static object Ordered(object?[] a, Func<int, bool> wanted)
    {
        if (a[0] is double or long or ulong && a[1] is double or long or ulong && CelValues.Compare(a[0], a[1]) is null)
        {
            return false;
        }

        return CelValues.Compare(a[0], a[1]) is { } order ? wanted(order) : CelError.NoOverload;
    }

    private static object Checked(BigInteger value) => value < long.MinValue || value > long.MaxValue ? Overflow : (long)value;

    private static object CheckedUnsigned(BigInteger value) => value.Sign < 0 || value > ulong.MaxValue ? UnsignedOverflow : (ulong)value;

    private static object Add(object?[] a) => (a[0], a[1]) switch
    {
        (long x, long y) => Checked((BigInteger)x + y),
        (ulong x, ulong y) => CheckedUnsigned((BigInteger)x + y),
        (double x, double y) => x + y,
        (string x, string y) => x.Length + y.Length > CelEvaluator.TextMax ? new CelError("string too long") : x + y,
        (byte[] x, byte[] y) => x.Concat(y).ToArray(),
        (IReadOnlyList<object?> x, IReadOnlyList<object?> y) => x.Count + y.Count > CelEvaluator.ListMax ? new CelError("list too long") : x.Concat(y).ToList(),
        (CelTime x, CelSpan y) => CelTimes.Add(x, y.Nanos),
        (CelSpan x, CelTime y) => CelTimes.Add(y, x.Nanos),
        (CelSpan x, CelSpan y) => Checked((BigInteger)x.Nanos + y.Nanos) is long sum ? new CelSpan(sum) : new CelError("duration overflow"),
        _ => CelError.NoOverload,
    };

    private static object Subtract(object?[] a) => (a[0], a[1]) switch
    {
        (long x, long y) => Checked((BigInteger)x - y),
        (ulong x, ulong y) => CheckedUnsigned((BigInteger)x - y),
        (double x, double y) => x - y,
        (CelTime x, CelTime y) => CelTimes.Subtract(x, y),
        (CelTime x, CelSpan { Nanos: > long.MinValue } y) => CelTimes.Add(x, -y.Nanos),
        (CelSpan x, CelSpan y) => Checked((BigInteger)x.Nanos - y.Nanos) is long difference ? new CelSpan(difference) : new CelError("duration overflow"),
        _ => CelError.NoOverload,
    };

    private static object Multiply(object?[] a) => (a[0], a[1]) switch
    {
        (long x, long y) => Checked((BigInteger)x * y),
        (ulong x, ulong y) => CheckedUnsigned((BigInteger)x * y),
        (double x, double y) => x * y,
        _ => CelError.NoOverload,
    };

    private static object Divide(object?[] a) => (a[0], a[1]) switch
    {
        (long, 0L) or (ulong, 0UL) => new CelError("division by zero"),
        (long x, long y) => Checked((BigInteger)x / y),
        (ulong x, ulong y) => x / y,
        (double x, double y) => x / y,
        _ => CelError.NoOverload,
    };

    private static object Modulo(object?[] a) => (a[0], a[1]) switch
    {
        (long, 0L) or (ulong, 0UL) => new CelError("modulus by zero"),
        (long.MinValue, -1L) => Overflow,
        (long x, long y) => x % y,
        (ulong x, ulong y) => x % y,
        _ => CelError.NoOverload,
    };

    private static object In(object?[] a) => a[1] switch
    {
        CelMap map => a[0] is { } key && map.TryGet(key, out _),
        IReadOnlyList<object?> list => list.Any(i => CelValues.Equal(i, a[0])),
        _ => CelError.NoOverload,
    };

    private static object? Index(object?[] a)
    {
        switch (a[0])
        {
            case CelOptional optional:
                return !optional.HasValue ? CelOptional.None : OptionalIndex([optional.Value, a[1]]);
            case CelMap map:
                return a[1] is { } key && map.TryGet(key, out var value) ? value : new CelError("no such key: " + CelStrings.Plain(a[1]));
            case IReadOnlyList<object?> list:
                return Position(a[1]) is not { } index ? CelError.NoOverload
                    : index >= 0 && index < list.Count ? list[(int)index]
                    : new CelError($"index out of bounds: {index}");
            default:
                return CelError.NoOverload;
        }
    }

    private static object OptionalIndex(object?[] a)
    {
        switch (a[0])
        {
            case CelOptional optional:
                return optional.HasValue ? OptionalIndex([optional.Value, a[1]]) : CelOptional.None;
            case CelMap map:
                return a[1] is { } key && map.TryGet(key, out var value) ? CelOptional.Of(value) : CelOptional.None;
            case IReadOnlyList<object?> list:
                return Position(a[1]) is { } index && index >= 0 && index < list.Count ? CelOptional.Of(list[(int)index]) : CelOptional.None;
            default:
                return CelError.NoOverload;
        }
    }

    private static long? Position(object? index) => index switch
    {
        long i => i,
        ulong u and <= long.MaxValue => (long)u,
        double d when Math.Floor(d).Equals(d) => (long)d,
        _ => null,
    };
}
