using System.Globalization;
using Eso.Operator.Secrets.Templating.Execution;
using Eso.Operator.Secrets.Templating.Formatting;
using Eso.Operator.Secrets.Templating.Values;

namespace Eso.Operator.Secrets.Templating.Functions;

/// <summary>sprig: numbers. Integers wrap around; the …f functions calculate in decimals.</summary>
[TemplateFunctions]
internal static class MathFunctions
{
    public static nint Int(object? value) => GoConvert.Int(value);

    public static long Int64(object? value) => GoConvert.Int64(value);

    public static double Float64(object? value) => GoConvert.Float64(value);

    public static long Add1(object? value) => unchecked(GoConvert.Int64(value) + 1);

    public static long Add(params object?[] values) => values.Aggregate(0L, (sum, v) => unchecked(sum + GoConvert.Int64(v)));

    public static long Sub(object? a, object? b) => unchecked(GoConvert.Int64(a) - GoConvert.Int64(b));

    public static long Mul(object? first, params object?[] others) =>
        others.Aggregate(GoConvert.Int64(first), (product, v) => unchecked(product * GoConvert.Int64(v)));

    public static long Div(object? a, object? b) => Divide(GoConvert.Int64(a), GoConvert.Int64(b), remainder: false);

    public static long Mod(object? a, object? b) => Divide(GoConvert.Int64(a), GoConvert.Int64(b), remainder: true);

    private static long Divide(long a, long b, bool remainder)
    {
        if (b == 0) throw new GoErrorException("runtime error: integer divide by zero");
        // The one quotient that does not fit; .NET would throw.
        if (b == -1) return remainder ? 0 : unchecked(-a);
        return remainder ? a % b : a / b;
    }

    [GoName("max"), GoName("biggest")]
    public static long Max(object? first, params object?[] others) =>
        others.Aggregate(GoConvert.Int64(first), (most, v) => Math.Max(most, GoConvert.Int64(v)));

    public static long Min(object? first, params object?[] others) =>
        others.Aggregate(GoConvert.Int64(first), (least, v) => Math.Min(least, GoConvert.Int64(v)));

    public static double Maxf(object? first, params object?[] others) =>
        others.Aggregate(GoConvert.Float64(first), (most, v) => Math.Max(most, GoConvert.Float64(v)));

    public static double Minf(object? first, params object?[] others) =>
        others.Aggregate(GoConvert.Float64(first), (least, v) => Math.Min(least, GoConvert.Float64(v)));

    public static double Ceil(object? value) => Math.Ceiling(GoConvert.Float64(value));

    public static double Floor(object? value) => Math.Floor(GoConvert.Float64(value));

    public static double Round(object? value, nint places, params double[] threshold)
    {
        var from = threshold.Length > 0 ? threshold[0] : 0.5;
        var power = Math.Pow(10, places);
        var digits = power * GoConvert.Float64(value);
        var fraction = double.IsInfinity(digits) ? double.NaN : digits - Math.Truncate(digits);
        return (fraction >= from ? Math.Ceiling(digits) : Math.Floor(digits)) / power;
    }

    public static double Add1f(object? value) => (GoDecimal.Of(value) + GoDecimal.One).ToDouble();

    public static double Addf(params object?[] values) =>
        values.Aggregate(GoDecimal.Zero, (sum, v) => sum + GoDecimal.Of(v)).ToDouble();

    public static double Subf(object? first, params object?[] others) =>
        others.Aggregate(GoDecimal.Of(first), (rest, v) => rest - GoDecimal.Of(v)).ToDouble();

    public static double Mulf(object? first, params object?[] others) =>
        others.Aggregate(GoDecimal.Of(first), (product, v) => product * GoDecimal.Of(v)).ToDouble();

    public static double Divf(object? first, params object?[] others) =>
        others.Aggregate(GoDecimal.Of(first), (quotient, v) => quotient / GoDecimal.Of(v)).ToDouble();

    public static long ToDecimal(object? value) =>
        GoInteger.TryParse(GoPrinter.Sprint(value), 8, 64, out var parsed) == GoInteger.Failure.None ? parsed : 0;

    public static GoSlice Until(Executor executor, nint count) => UntilStep(executor, 0, count, count < 0 ? -1 : 1);

    public static GoSlice UntilStep(Executor executor, nint start, nint stop, nint step)
    {
        var numbers = new List<object?>();
        if (stop < start ? step >= 0 : step <= 0) return new GoSlice(GoType.Ints, numbers);
        for (Int128 i = start; stop < start ? i > stop : i < stop; i += step)
        {
            executor.Step();
            numbers.Add((nint)(long)i);
        }
        return new GoSlice(GoType.Ints, numbers);
    }

    public static string Seq(Executor executor, params nint[] bounds)
    {
        var (start, step, end) = bounds.Length switch
        {
            1 => (1, bounds[0] < 1 ? -1 : 1, bounds[0]),
            2 => (bounds[0], bounds[1] < bounds[0] ? -1 : 1, bounds[1]),
            3 => (bounds[0], bounds[1], bounds[2]),
            _ => ((nint)0, (nint)0, (nint)0),
        };
        if (bounds.Length is 0 or > 3 || (end < start && step > 0)) return "";
        var numbers = UntilStep(executor, start, end + (end < start ? -1 : 1), step);
        return string.Join(' ', numbers.Items.Select(i => ((nint)i!).ToString(CultureInfo.InvariantCulture)));
    }
}
