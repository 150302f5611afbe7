using System.Globalization;
using System.Numerics;

namespace Eso.Emulator.Kubernetes.Wire;

/// <summary>
/// A resource quantity as apimachinery's resource.Quantity reads, rounds, compares and prints it. Amounts beyond int64
/// take the "big" path there, which rounds and prints differently in places; <see cref="_big"/> tells which one it is.
/// </summary>
internal sealed class Quantity : IComparable<Quantity>
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

    private static Quantity? Fast(string text, Parts parts, (int Base, int Exponent, Format Format) suffix, out bool failed)
    {
        const int maxInt64Factors = 18;
        failed = false;
        var mantissa = BigInteger.One;
        var scale = 0;
        int precision;
        if (suffix.Format != Format.BinarySI)
        {
            scale = suffix.Exponent;
            precision = maxInt64Factors - (parts.Number.Length + parts.Fraction.Length);
        }
        else
        {
            mantissa = BigInteger.One << suffix.Exponent;
            precision = parts.Fraction.Length == 0
                ? 15 - parts.Number.Length - (int)((float)suffix.Exponent * 3 / 10) - 1
                : -1;
        }

        scale -= parts.Fraction.Length;
        if (precision < 0 || scale < -9)
        {
            return null;
        }

        var shifted = parts.Number + parts.Fraction;
        if (!long.TryParse(shifted, NumberStyles.None, CultureInfo.InvariantCulture, out var value))
        {
            failed = true;
            return null;
        }

        var result = value * mantissa;
        if (result > long.MaxValue)
        {
            return null;
        }

        var keep = suffix.Format == Format.BinarySI
            ? suffix.Exponent % 10 == 0 && (value & 7) != 0
            : scale % 3 == 0 && !shifted.EndsWith("000", StringComparison.Ordinal) && shifted[0] != '0';
        return new Quantity(parts.Positive ? result : -result, scale, suffix.Format, false, keep ? text : null);
    }

    private static Quantity Slow(Parts parts, (int Base, int Exponent, Format Format) suffix)
    {
        var amount = BigInteger.Parse("0" + parts.Number + parts.Fraction, CultureInfo.InvariantCulture);
        var exponent = -parts.Fraction.Length;
        var format = suffix.Format;
        if (suffix.Base == 10)
        {
            exponent += suffix.Exponent;
        }
        else
        {
            amount <<= suffix.Exponent;
        }

        // Nothing finer than nano is kept; what would vanish is rounded up.
        if (!amount.IsZero && exponent < -9)
        {
            amount = BigInteger.DivRem(amount, BigInteger.Pow(10, -9 - exponent), out var rest) + (rest.IsZero ? 0 : 1);
            exponent = -9;
        }

        if (format == Format.BinarySI)
        {
            var one = BigInteger.Pow(10, -exponent);
            if (amount > MaxAllowed * one)
            {
                (amount, exponent, one) = (MaxAllowed, 0, BigInteger.One);
            }

            format = amount < one && !amount.IsZero ? Format.DecimalSI : format;
        }

        return new Quantity(parts.Positive ? amount : -amount, exponent, format, true);
    }

    private static (int Base, int Exponent, Format Format)? Suffix(string suffix)
    {
        switch (suffix)
        {
            case "":
                return (10, 0, Format.DecimalSI);
            case "Ki" or "Mi" or "Gi" or "Ti" or "Pi" or "Ei":
                return (2, Array.IndexOf(BinarySuffixes, suffix) * 10, Format.BinarySI);
        }

        var decimalIndex = suffix.Length == 1 ? "num kMGTPE".IndexOf(suffix[0]) : -1;
        if (decimalIndex >= 0 && suffix != " ")
        {
            return (10, (decimalIndex - 3) * 3, Format.DecimalSI);
        }

        return suffix.Length > 1 && suffix[0] is 'e' or 'E'
            && long.TryParse(suffix[1..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var exponent)
            ? (10, unchecked((int)exponent), Format.DecimalExponent)
            : null;
    }

    private static Parts? Split(string text)
    {
        var at = text[0] is '+' or '-' ? 1 : 0;
        var positive = text[0] != '-';
        at = Run(text, at, c => c == '0');
        if (at == text.Length)
        {
            return new Parts(positive, "0", "", "");
        }

        var end = Run(text, at, char.IsAsciiDigit);
        var number = end == at ? "0" : text[at..end];
        at = end;
        var fraction = "";
        if (at < text.Length && text[at] == '.')
        {
            end = Run(text, at + 1, char.IsAsciiDigit);
            fraction = text[(at + 1)..end];
            at = end;
        }

        end = Run(text, at, c => "eEinumkKMGTP".Contains(c));
        end += end < text.Length && text[end] is '+' or '-' ? 1 : 0;
        end = Run(text, end, char.IsAsciiDigit);
        return end == text.Length ? new Parts(positive, number, fraction, text[at..]) : null;
    }

    private static int Run(string text, int at, Func<char, bool> wanted)
    {
        while (at < text.Length && wanted(text[at]))
        {
            at++;
        }

        return at;
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
