using System.Globalization;
using System.Numerics;
using Eso.Operator.Secrets.Templating.Formatting;

namespace Eso.Operator.Secrets.Templating.Values;

/// <summary>Conversions that sprig's functions share: spf13/cast, strval, emptiness, reflect.DeepEqual.</summary>
internal static class GoConvert
{
    /// <summary>sprig's strval.</summary>
    internal static string Text(object? value) => value switch
    {
        string text => text,
        IGoStringer stringer => stringer.GoString(),
        GoSlice { ElementType.Kind: GoKind.Uint8 } bytes => string.Concat(bytes.Items.Select(b => (char)(byte)b!)),
        _ => GoPrinter.Sprint(value),
    };

    /// <summary>sprig's strslice: items that are nil are left out.</summary>
    internal static List<string> Texts(object? value) => value switch
    {
        null => [],
        GoSlice slice => [.. slice.Items.Where(i => i is not null).Select(Text)],
        _ => [Text(value)],
    };

    /// <summary>cast.ToInt64: what cannot be converted is 0.</summary>
    internal static long Int64(object? value) => value switch
    {
        nint i => i,
        long i => i,
        int i => i,
        uint i => i,
        ulong i => unchecked((long)i),
        byte i => i,
        double f => Truncate(f),
        float f => Truncate(f),
        bool b => b ? 1 : 0,
        string text => ParseInt64(text),
        GoNamedInteger named => named.Value,
        GoDurationValue duration => duration.Nanoseconds,
        _ => 0,
    };

    /// <summary>cast.ToFloat64.</summary>
    internal static double Float64(object? value) => value switch
    {
        double f => f,
        float f => f,
        nint i => i,
        long i => i,
        int i => i,
        uint i => i,
        ulong i => i,
        byte i => i,
        bool b => b ? 1 : 0,
        string text => GoFloat.TryParse(text, out var parsed) ? parsed : 0,
        GoNamedInteger named => named.Value,
        GoDurationValue duration => duration.Nanoseconds,
        _ => 0,
    };

    internal static nint Int(object? value) => (nint)Int64(value);

    // On amd64 a float that does not fit becomes the least integer.
    private static long Truncate(double value) =>
        value is >= -9.2233720368547758e18 and < 9.2233720368547758e18 ? (long)value : long.MinValue;

    private static long ParseInt64(string text) =>
        GoInteger.TryParse(TrimDecimal(text), 0, 64, out var value) == GoInteger.Failure.None ? value : 0;

    /// <summary>Cuts the fraction off plain decimals; anything else stays.</summary>
    private static string TrimDecimal(string text)
    {
        var dot = text.IndexOf('.');
        if (dot < 0) return text;
        var whole = text.AsSpan(0, dot);
        var digits = whole.Length > 0 && whole[0] is '-' or '+' ? whole[1..] : whole;
        if (digits.IndexOfAnyExceptInRange('0', '9') >= 0 || text.AsSpan(dot + 1).IndexOfAnyExceptInRange('0', '9') >= 0)
            return text;
        return digits.IsEmpty ? whole.ToString() + "0" : whole.ToString();
    }

    /// <summary>sprig's empty.</summary>
    internal static bool IsEmpty(object? value) => value switch
    {
        null => true,
        GoHashAlgorithm named => named.Text.Length == 0,
        _ => !Val.Of(value).IsTrue,
    };

    /// <summary>reflect.DeepEqual.</summary>
    internal static bool DeepEqual(object? a, object? b)
    {
        if (a is null || b is null) return a is null && b is null;
        if (!ReferenceEquals(GoType.Of(a), GoType.Of(b))) return false;
        // The same map or list is equal to itself, whatever it holds; that also ends most cycles.
        if (ReferenceEquals(a, b) && a is GoSlice or GoMap) return true;
        System.Runtime.CompilerServices.RuntimeHelpers.EnsureSufficientExecutionStack();
        switch (a)
        {
            case GoSlice left:
                var right = (GoSlice)b;
                if (left.IsNil != right.IsNil || left.Count != right.Count) return false;
                for (var i = 0; i < left.Count; i++)
                    if (!DeepEqual(left.Items[i], right.Items[i]))
                        return false;
                return true;
            case GoMap left:
                var other = (GoMap)b;
                return left.IsNil == other.IsNil && left.Count == other.Count
                    && left.Entries.All(e => other.Entries.TryGetValue(e.Key, out var value) && DeepEqual(e.Value, value));
            case IGoStruct left:
                return left.Fields.Zip(((IGoStruct)b).Fields).All(p => DeepEqual(p.First.Value, p.Second.Value));
            case double left:
                // NaN differs from itself.
                return left == (double)b;
            case Complex left:
                return left == (Complex)b;
            default:
                return a.Equals(b);
        }
    }

    internal static GoKind Kind(object? value) => GoType.KindOf(value);

    /// <summary>reflect.Kind's name; what reflect.TypeOf(nil).Kind() does is a panic.</summary>
    internal static string KindNameOrPanic(object? value) => value is null
        ? throw new GoErrorException("runtime error: invalid memory address or nil pointer dereference")
        : GoType.KindName(GoType.KindOf(value));

    internal static string Decimal(long value) => value.ToString(CultureInfo.InvariantCulture);
}
