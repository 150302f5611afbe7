using System.Globalization;
using System.Numerics;

namespace Eso.Operator.Secrets.Templating.Formatting;

/// <summary>A positive number as decimal digits without leading or trailing zeros; the point sits before digit Point.</summary>
internal readonly record struct FloatDigits(string Digits, int Point)
{
    internal char Digit(int index) => index >= 0 && index < Digits.Length ? Digits[index] : '0';

    /// <summary>The fewest digits that read back as the same number.</summary>
    internal static FloatDigits Shortest(double value, bool single)
    {
        if (value == 0) return new FloatDigits("", 0);
        var text = single
            ? ((float)value).ToString("R", CultureInfo.InvariantCulture)
            : value.ToString("R", CultureInfo.InvariantCulture);
        var e = text.IndexOf('E', StringComparison.Ordinal);
        var power = e < 0 ? 0 : int.Parse(text.AsSpan(e + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        var mantissa = e < 0 ? text : text[..e];
        var dot = mantissa.IndexOf('.', StringComparison.Ordinal);
        var whole = dot < 0 ? mantissa.Length : dot;
        return Trim(mantissa.Replace(".", "", StringComparison.Ordinal), whole + power);
    }

    /// <summary>All digits of the binary number.</summary>
    internal static FloatDigits Exact(double value)
    {
        if (value == 0) return new FloatDigits("", 0);
        var bits = BitConverter.DoubleToUInt64Bits(value);
        var exponent = (int)(bits >> 52 & 0x7FF);
        var mantissa = bits & ((1UL << 52) - 1);
        if (exponent == 0) exponent = 1;
        else mantissa |= 1UL << 52;
        exponent -= 1075;
        if (exponent >= 0)
        {
            var digits = ((BigInteger)mantissa << exponent).ToString(CultureInfo.InvariantCulture);
            return Trim(digits, digits.Length);
        }
        // m / 2^n = m·5^n / 10^n
        var scaled = (mantissa * BigInteger.Pow(5, -exponent)).ToString(CultureInfo.InvariantCulture);
        return Trim(scaled, scaled.Length + exponent);
    }

    /// <summary>Rounded to a number of digits, halves to even.</summary>
    internal FloatDigits RoundTo(int count)
    {
        if (count >= Digits.Length) return this;
        if (count < 0) return new FloatDigits("", 0);
        var next = Digits[count];
        bool up;
        if (next == '5' && count + 1 == Digits.Length) up = count > 0 && (Digits[count - 1] - '0') % 2 == 1;
        else up = next >= '5';
        if (!up) return Trim(Digits[..count], Point);
        var kept = Digits[..count].TrimEnd('9');
        if (kept.Length == 0) return new FloatDigits("1", Point + 1);
        return Trim(kept[..^1] + (char)(kept[^1] + 1), Point);
    }

    private static FloatDigits Trim(string digits, int point)
    {
        var lead = digits.Length - digits.AsSpan().TrimStart('0').Length;
        var trimmed = digits[lead..].TrimEnd('0');
        return trimmed.Length == 0 ? new FloatDigits("", 0) : new FloatDigits(trimmed, point - lead);
    }
}
