using System.Globalization;
using System.Numerics;

namespace Eso.Emulator.Kubernetes.Wire;

/// <summary>Reading.</summary>
internal sealed partial class Quantity
{
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
}
