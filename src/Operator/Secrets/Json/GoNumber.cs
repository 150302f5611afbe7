using System.Globalization;

namespace Eso.Operator.Secrets.Json;

/// <summary>Floating point as Go's strconv reads and prints it.</summary>
internal static class GoNumber
{
    /// <summary>FormatFloat(value, 'f', -1, 64): shortest digits that read back the same, never an exponent.</summary>
    public static string FormatF(double value)
    {
        if (Special(value) is { } special)
        {
            return special;
        }

        var (negative, digits, exponent) = Shortest(value);
        string text;
        if (exponent <= 0)
        {
            text = "0." + new string('0', -exponent) + digits;
        }
        else if (digits.Length <= exponent)
        {
            text = digits + new string('0', exponent - digits.Length);
        }
        else
        {
            text = digits[..exponent] + "." + digits[exponent..];
        }

        text = text.StartsWith("0.", StringComparison.Ordinal) && digits == "0" ? "0" : text;
        return negative ? "-" + text : text;
    }

    /// <summary>What <c>%v</c> prints: as <see cref="FormatF"/> between 1e-4 and 1e21, else with an exponent.</summary>
    public static string FormatG(double value)
    {
        if (Special(value) is { } special)
        {
            return special;
        }

        var e = Shortest(value).Exponent - 1;
        return value == 0 || e is >= -4 and < 21 ? FormatF(value) : FormatE(value);
    }

    /// <summary>FormatFloat(value, 'e', -1, 64) of a finite value.</summary>
    public static string FormatE(double value)
    {
        var (negative, digits, exponent) = Shortest(value);
        var e = exponent - 1;
        var mantissa = digits.Length == 1 ? digits : digits[..1] + "." + digits[1..];
        var sign = e < 0 ? '-' : '+';
        return $"{(negative ? "-" : "")}{mantissa}e{sign}{Math.Abs(e):00}";
    }

    /// <summary>ParseFloat(text, 64): zero when it is no number, infinity when it is too large.</summary>
    public static double Parse(string text)
    {
        var body = text.Length > 0 && text[0] is '+' or '-' ? text[1..] : text;
        var negative = text.Length > 0 && text[0] == '-';
        switch (body.ToLowerInvariant())
        {
            case "inf" or "infinity":
                return negative ? double.NegativeInfinity : double.PositiveInfinity;
            case "nan" when body.Length == text.Length:
                return double.NaN;
        }

        const NumberStyles Style = NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
        if (body.Length == 0 || !(char.IsAsciiDigit(body[0]) || body[0] == '.')
            || !double.TryParse(body, Style, CultureInfo.InvariantCulture, out var value))
        {
            return 0;
        }

        return negative ? -value : value;
    }

    private static string? Special(double value) => value switch
    {
        double.PositiveInfinity => "+Inf",
        double.NegativeInfinity => "-Inf",
        _ => double.IsNaN(value) ? "NaN" : null,
    };

    // 0.digits × 10^exponent.
    private static (bool Negative, string Digits, int Exponent) Shortest(double value)
    {
        var round = value.ToString("R", CultureInfo.InvariantCulture);
        var negative = round[0] == '-';
        round = negative ? round[1..] : round;
        var e = round.IndexOf('E', StringComparison.Ordinal);
        var power = e < 0 ? 0 : int.Parse(
            round[(e + 1)..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        var mantissa = e < 0 ? round : round[..e];
        var dot = mantissa.IndexOf('.', StringComparison.Ordinal);
        var whole = dot < 0 ? mantissa.Length : dot;
        var all = mantissa.Replace(".", "", StringComparison.Ordinal);
        var lead = all.Length - all.TrimStart('0').Length;
        var digits = all.Trim('0');
        return digits.Length == 0 ? (negative, "0", 1) : (negative, digits, whole + power - lead);
    }
}
