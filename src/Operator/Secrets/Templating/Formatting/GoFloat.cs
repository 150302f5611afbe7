using System.Globalization;
using System.Numerics;
using System.Text;

namespace Eso.Operator.Secrets.Templating.Formatting;

/// <summary>strconv.ParseFloat and FormatFloat.</summary>
internal static class GoFloat
{
    /// <summary>ParseFloat; out of range gives an infinity and false.</summary>
    internal static bool TryParse(string text, out double value) => Parse(text, out value) == GoInteger.Failure.None;

    internal static GoInteger.Failure Parse(string text, out double value)
    {
        value = 0;
        var body = text.AsSpan();
        var negative = body.Length > 0 && body[0] == '-';
        if (body.Length > 0 && body[0] is '+' or '-') body = body[1..];
        if (body.Equals("inf", StringComparison.OrdinalIgnoreCase) || body.Equals("infinity", StringComparison.OrdinalIgnoreCase))
        {
            value = negative ? double.NegativeInfinity : double.PositiveInfinity;
            return GoInteger.Failure.None;
        }
        if (body.Equals("nan", StringComparison.OrdinalIgnoreCase) && body.Length == text.Length)
        {
            value = double.NaN;
            return GoInteger.Failure.None;
        }
        // strconv's readFloat takes them without a prefix, too; ParseInt only where the base is 0.
        if (body.Contains('_') && !GoInteger.UnderscoresAllowed(text)) return GoInteger.Failure.Syntax;
        var plain = body.ToString().Replace("_", "", StringComparison.Ordinal);
        var ok = plain.StartsWith("0x", StringComparison.OrdinalIgnoreCase)
            ? TryParseHex(plain.AsSpan(2), out value)
            : TryParseDecimal(plain, out value);
        if (!ok) return GoInteger.Failure.Syntax;
        if (negative) value = -value;
        return double.IsInfinity(value) ? GoInteger.Failure.Range : GoInteger.Failure.None;
    }

    private static bool TryParseDecimal(string text, out double value)
    {
        value = 0;
        if (text.Length == 0 || !(char.IsAsciiDigit(text[0]) || (text[0] == '.' && text.Length > 1 && char.IsAsciiDigit(text[1]))))
            return false;
        const NumberStyles Style = NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
        return (text[^1] | 0x20) != 'e' && double.TryParse(text, Style, CultureInfo.InvariantCulture, out value);
    }

    private static bool TryParseHex(ReadOnlySpan<char> text, out double value)
    {
        value = 0;
        var p = text.IndexOfAny('p', 'P');
        if (p < 0 || !int.TryParse(text[(p + 1)..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var exponent))
            return false;
        var mantissa = BigInteger.Zero;
        var (seen, dot) = (false, false);
        foreach (var c in text[..p])
        {
            if (c == '.' && !dot)
            {
                dot = true;
                continue;
            }
            if (!char.IsAsciiHexDigit(c)) return false;
            seen = true;
            mantissa = mantissa * 16 + Convert.ToInt32(c.ToString(), 16);
            if (dot) exponent -= 4;
        }
        value = double.ScaleB((double)mantissa, Math.Clamp(exponent, -5000, 5000));
        return seen;
    }

    /// <summary>FormatFloat for 64 bits (or 32 for the shortest digits of a float32).</summary>
    internal static string Format(double value, char verb, int precision, bool single = false)
    {
        if (double.IsNaN(value)) return "NaN";
        if (double.IsInfinity(value)) return value > 0 ? "+Inf" : "-Inf";
        var negative = double.IsNegative(value);
        var text = verb switch
        {
            'b' => FormatBinary(Math.Abs(value)),
            'x' or 'X' => FormatHex(Math.Abs(value), precision, verb),
            _ => FormatDecimal(Math.Abs(value), verb, precision, single),
        };
        return negative ? "-" + text : text;
    }

    private static string FormatDecimal(double value, char verb, int precision, bool single)
    {
        var shortest = precision < 0;
        var decimals = shortest ? FloatDigits.Shortest(value, single) : FloatDigits.Exact(value);
        switch (verb)
        {
            case 'e' or 'E':
                if (shortest) precision = decimals.Digits.Length - 1;
                else decimals = decimals.RoundTo(precision + 1);
                return Exponential(decimals, precision, verb);
            case 'f':
                if (shortest) precision = Math.Max(decimals.Digits.Length - decimals.Point, 0);
                else decimals = decimals.RoundTo(decimals.Point + precision);
                return Fixed(decimals, precision);
            default:
                if (shortest) precision = 6;
                else decimals = decimals.RoundTo(precision = Math.Max(precision, 1));
                return General(decimals, verb, precision, shortest);
        }
    }

    private static string General(FloatDigits decimals, char verb, int precision, bool shortest)
    {
        var count = decimals.Digits.Length;
        var limit = precision;
        if (limit > count && count >= decimals.Point) limit = count;
        if (shortest) limit = 6;
        var exponent = decimals.Point - 1;
        if (exponent < -4 || exponent >= limit)
        {
            if (precision > count || shortest) precision = count;
            return Exponential(decimals, Math.Max(precision - 1, 0), verb == 'g' ? 'e' : 'E');
        }
        return Fixed(decimals, Math.Max(count - decimals.Point, 0));
    }

    private static string Exponential(FloatDigits decimals, int precision, char verb)
    {
        var text = new StringBuilder();
        text.Append(decimals.Digit(0));
        if (precision > 0) text.Append('.');
        for (var i = 1; i <= precision; i++) text.Append(decimals.Digit(i));
        var exponent = decimals.Digits.Length == 0 ? 0 : decimals.Point - 1;
        text.Append(verb).Append(exponent < 0 ? '-' : '+').Append(Math.Abs(exponent).ToString("00", CultureInfo.InvariantCulture));
        return text.ToString();
    }

    private static string Fixed(FloatDigits decimals, int precision)
    {
        var text = new StringBuilder();
        for (var i = 0; i < decimals.Point; i++) text.Append(decimals.Digit(i));
        if (text.Length == 0) text.Append('0');
        if (precision > 0) text.Append('.');
        for (var i = 0; i < precision; i++) text.Append(decimals.Digit(decimals.Point + i));
        return text.ToString();
    }

    private static (ulong Mantissa, int Exponent) Split(double value)
    {
        var bits = BitConverter.DoubleToUInt64Bits(value);
        var exponent = (int)(bits >> 52 & 0x7FF);
        var mantissa = bits & ((1UL << 52) - 1);
        if (exponent == 0) exponent = 1;
        else mantissa |= 1UL << 52;
        return (mantissa, exponent - 1023);
    }

    private static string FormatBinary(double value)
    {
        var (mantissa, exponent) = Split(value);
        exponent -= 52;
        return $"{mantissa}p{(exponent < 0 ? "" : "+")}{exponent}";
    }

    private static string FormatHex(double value, int precision, char verb)
    {
        var (mantissa, exponent) = Split(value);
        if (mantissa == 0) exponent = 0;
        // 1.xxxx in 61 bits.
        mantissa <<= 60 - 52;
        while (mantissa != 0 && (mantissa & 1UL << 60) == 0)
        {
            mantissa <<= 1;
            exponent--;
        }
        if (precision is >= 0 and < 15)
        {
            var shift = precision * 4;
            var extra = mantissa << shift & ((1UL << 60) - 1);
            mantissa >>= 60 - shift;
            if ((extra | mantissa & 1) > 1UL << 59) mantissa++;
            mantissa <<= 60 - shift;
            if ((mantissa & 1UL << 61) != 0)
            {
                mantissa >>= 1;
                exponent++;
            }
        }
        var digits = (mantissa & ((1UL << 60) - 1)).ToString("x15", CultureInfo.InvariantCulture);
        digits = precision < 0 ? digits.TrimEnd('0') : digits.PadRight(precision, '0')[..precision];
        var text = $"0x{mantissa >> 60}{(digits.Length > 0 ? "." : "")}{digits}p{(exponent < 0 ? '-' : '+')}{Math.Abs(exponent):00}";
        return verb == 'X' ? text.ToUpperInvariant() : text;
    }
}
