using System.Globalization;
using System.Numerics;
using Eso.Operator.Secrets.Templating.Values;

namespace Eso.Operator.Secrets.Templating.Formatting;

/// <summary>shopspring/decimal: exact sums and products, quotients to 16 places, halves away from zero.</summary>
internal readonly record struct GoDecimal(BigInteger Value, int Exponent)
{
    private const int DivisionPlaces = 16;

    internal static readonly GoDecimal Zero = new(0, 0);
    internal static readonly GoDecimal One = new(1, 0);

    /// <summary>The shortest decimal that reads back as the number.</summary>
    internal static GoDecimal Of(object? value)
    {
        var number = GoConvert.Float64(value);
        if (double.IsNaN(number) || double.IsInfinity(number))
            throw new GoErrorException($"Cannot create a Decimal from {GoFloat.Format(number, 'g', -1)}");
        var digits = FloatDigits.Shortest(Math.Abs(number), single: false);
        if (digits.Digits.Length == 0) return Zero;
        var magnitude = BigInteger.Parse(digits.Digits, CultureInfo.InvariantCulture);
        return new GoDecimal(number < 0 ? -magnitude : magnitude, digits.Point - digits.Digits.Length);
    }

    internal double ToDouble() =>
        double.Parse($"{Value.ToString(CultureInfo.InvariantCulture)}E{Exponent}", CultureInfo.InvariantCulture);

    private BigInteger At(int exponent) => Value * BigInteger.Pow(10, Exponent - exponent);

    public static GoDecimal operator +(GoDecimal a, GoDecimal b)
    {
        var exponent = Math.Min(a.Exponent, b.Exponent);
        return new GoDecimal(a.At(exponent) + b.At(exponent), exponent);
    }

    public static GoDecimal operator -(GoDecimal a, GoDecimal b) => a + new GoDecimal(-b.Value, b.Exponent);

    public static GoDecimal operator *(GoDecimal a, GoDecimal b) => new(a.Value * b.Value, a.Exponent + b.Exponent);

    public static GoDecimal operator /(GoDecimal a, GoDecimal b)
    {
        if (b.Value.IsZero) throw new GoErrorException("decimal division by 0");
        var shift = a.Exponent - b.Exponent + DivisionPlaces;
        var (over, under) = (a.Value, b.Value);
        if (shift >= 0) over *= BigInteger.Pow(10, shift);
        else under *= BigInteger.Pow(10, -shift);
        var quotient = BigInteger.DivRem(over, under, out var rest);
        if (BigInteger.Abs(rest) * 2 >= BigInteger.Abs(under)) quotient += over.Sign * under.Sign;
        return new GoDecimal(quotient, -DivisionPlaces);
    }
}
