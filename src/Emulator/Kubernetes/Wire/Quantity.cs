using System.Globalization;
using System.Numerics;

namespace Eso.Emulator.Kubernetes.Wire;

/// <summary>
/// A resource quantity as apimachinery's resource.Quantity reads, rounds, compares and prints it. Amounts beyond int64
/// take the "big" path there, which rounds and prints differently in places; <see cref="_big"/> tells which one it is.
/// </summary>
internal sealed partial class Quantity : IComparable<Quantity>
{
    public const string FormatError =
        "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'";

    private const string NumericError = "unable to parse numeric part of quantity";
    private const string SuffixError = "unable to parse quantity's suffix";
    private const int TextMax = 4096;
    private const int ExponentMax = 4096;
    private static readonly BigInteger MaxAllowed = long.MaxValue;
    private static readonly string[] BinarySuffixes = ["", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei"];

    private readonly BigInteger _unscaled;
    private readonly int _exponent;
    private readonly bool _big;
    private readonly Format _format;
    private readonly string? _text;

    private Quantity(BigInteger unscaled, int exponent, Format format, bool big, string? text = null)
    {
        _unscaled = unscaled;
        _exponent = exponent;
        _format = format;
        _big = big;
        _text = text;
    }

    private enum Format
    {
        DecimalSI,
        DecimalExponent,
        BinarySI,
    }

    public static Quantity Zero { get; } = new(BigInteger.Zero, 0, Format.DecimalSI, false);

    public int Sign => _unscaled.Sign;

    /// <summary>True when the value is an integer that fits int64 (AsInt64).</summary>
    public bool TryInt64(out long value)
    {
        value = 0;
        if (_big || _exponent < 0 && !BigInteger.Remainder(_unscaled, BigInteger.Pow(10, -_exponent)).IsZero)
        {
            return false;
        }

        var scaled = _exponent >= 0 ? _unscaled * BigInteger.Pow(10, _exponent) : _unscaled / BigInteger.Pow(10, -_exponent);
        value = scaled >= long.MinValue && scaled <= long.MaxValue ? (long)scaled : 0;
        return scaled >= long.MinValue && scaled <= long.MaxValue;
    }

    public double ToDouble() => (double)_unscaled * Math.Pow(10, _exponent);

    /// <summary>The value in whole units, fractions rounded away from zero.</summary>
    public long Value() => Scaled(0);

    /// <summary>The value in thousandths.</summary>
    public long MilliValue() => Scaled(-3);

    public static Quantity FromInt64(long value) => new(value, 0, Format.DecimalSI, false);

    public Quantity Add(Quantity other) => Sum(other, 1);

    public Quantity Subtract(Quantity other) => Sum(other, -1);

    public int CompareTo(Quantity? other)
    {
        if (other is null)
        {
            return 1;
        }

        var (left, right, _) = Align(this, other);
        return left.CompareTo(right);
    }

    /// <summary>Reads a quantity; null and an error text when it is none.</summary>
    public static Quantity? Parse(string text, out string error)
    {
        error = "";
        if (text == "0")
        {
            return new Quantity(BigInteger.Zero, 0, Format.DecimalSI, false, text);
        }

        if (text.Length is 0 or > TextMax || Split(text) is not { } parts)
        {
            error = FormatError;
            return null;
        }

        if (Suffix(parts.Suffix) is not { } suffix)
        {
            error = SuffixError;
            return null;
        }

        if (Fast(text, parts, suffix, out var failed) is { } fast)
        {
            return fast;
        }

        if (failed || parts.Number.Length + parts.Fraction.Length == 0 || Math.Abs((long)suffix.Exponent) > ExponentMax)
        {
            error = NumericError;
            return null;
        }

        return Slow(parts, suffix);
    }

    public override string ToString()
    {
        if (_text is not null)
        {
            return _text;
        }

        if (_unscaled.IsZero)
        {
            return "0";
        }

        if (_format == Format.BinarySI && !IsBetweenMinusAndPlus1024() && _exponent >= 0 | IsWhole())
        {
            var whole = Whole(out _);
            var power = 0;
            while (power < 6 && (whole % 1024).IsZero)
            {
                whole /= 1024;
                power++;
            }

            return whole.ToString(CultureInfo.InvariantCulture) + BinarySuffixes[power];
        }

        return Decimal(_format == Format.DecimalExponent);
    }

    private static (BigInteger Left, BigInteger Right, int Exponent) Align(Quantity a, Quantity b)
    {
        var exponent = Math.Min(a._exponent, b._exponent);
        return (a._unscaled * BigInteger.Pow(10, a._exponent - exponent),
            b._unscaled * BigInteger.Pow(10, b._exponent - exponent), exponent);
    }

    private Quantity Sum(Quantity other, int sign)
    {
        var (left, right, exponent) = Align(this, other);
        var format = _unscaled.IsZero ? other._format : _format;
        return new Quantity(left + (sign * right), exponent, format, _big || other._big);
    }

    private bool IsWhole()
    {
        Whole(out var exact);
        return exact;
    }

    private BigInteger Whole(out bool exact)
    {
        exact = true;
        if (_exponent >= 0)
        {
            return _unscaled * BigInteger.Pow(10, _exponent);
        }

        var whole = BigInteger.DivRem(_unscaled, BigInteger.Pow(10, -_exponent), out var rest);
        exact = rest.IsZero;
        return exact ? whole : whole + _unscaled.Sign;
    }

    private bool IsBetweenMinusAndPlus1024()
    {
        var limit = 1024 * BigInteger.Pow(10, Math.Max(0, -_exponent));
        return BigInteger.Abs(_unscaled) * BigInteger.Pow(10, Math.Max(0, _exponent)) < limit;
    }

    private string Decimal(bool withExponent)
    {
        var amount = _unscaled;
        var exponent = _exponent;
        while ((amount % 10).IsZero)
        {
            amount /= 10;
            exponent++;
        }

        while (exponent % 3 != 0)
        {
            amount *= 10;
            exponent--;
        }

        var number = amount.ToString(CultureInfo.InvariantCulture);
        if (withExponent)
        {
            return exponent == 0 ? number : number + "e" + exponent.ToString(CultureInfo.InvariantCulture);
        }

        // Powers without a name lose their suffix in Go; amounts are not meant to get there.
        return exponent is < -9 or > 18 || exponent == 0 ? number : number + "num kMGTPE"[(exponent / 3) + 3];
    }

    private long Scaled(int scale)
    {
        if (_exponent >= scale)
        {
            // Overflow gives 0 for int64 amounts; big ones wrap as Go's multiplication does.
            var up = _unscaled * BigInteger.Pow(10, _exponent - scale);
            return _big ? Wrap(up) : up >= long.MinValue && up <= long.MaxValue ? (long)up : 0;
        }

        var result = BigInteger.DivRem(_unscaled, BigInteger.Pow(10, scale - _exponent), out var rest);
        if (!rest.IsZero)
        {
            // Amounts in int64 round away from zero, big ones up.
            result += _big ? 1 : _unscaled.Sign;
        }

        return Wrap(result);
    }

    private static long Wrap(BigInteger value) => unchecked((long)(ulong)(value & ulong.MaxValue));

    private sealed record Parts(bool Positive, string Number, string Fraction, string Suffix);
}
