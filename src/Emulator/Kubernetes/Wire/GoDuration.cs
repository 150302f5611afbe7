using System.Globalization;

namespace Eso.Emulator.Kubernetes.Wire;

/// <summary>Durations in nanoseconds as Go's time.ParseDuration reads and Duration.String prints them.</summary>
internal static class GoDuration
{
    private static readonly System.Buffers.SearchValues<char> NumberChars = System.Buffers.SearchValues.Create(".0123456789");

    private static readonly Dictionary<string, ulong> Units = new(StringComparer.Ordinal)
    {
        ["ns"] = 1,
        ["us"] = 1_000,
        ["µs"] = 1_000,
        ["μs"] = 1_000,
        ["ms"] = 1_000_000,
        ["s"] = 1_000_000_000,
        ["m"] = 60_000_000_000,
        ["h"] = 3_600_000_000_000,
    };

    /// <summary>The nanoseconds; null and an error when the text is no duration.</summary>
    public static long? Parse(string text, out string error)
    {
        var quoted = Validation.FieldError.Quote(text);
        error = "time: invalid duration " + quoted;
        var rest = text.AsSpan();
        var negative = rest.StartsWith("-");
        rest = rest.StartsWith("-") || rest.StartsWith("+") ? rest[1..] : rest;
        if (rest is "0")
        {
            error = "";
            return 0;
        }

        if (rest.IsEmpty)
        {
            return null;
        }

        ulong total = 0;
        while (!rest.IsEmpty)
        {
            if (!Part(ref rest, out var part, quoted, ref error) || (total += part) > 1UL << 63)
            {
                return null;
            }
        }

        if (!negative && total > long.MaxValue)
        {
            return null;
        }

        error = "";
        return negative ? unchecked(-(long)total) : (long)total;
    }

    public static string Format(long nanos)
    {
        if (nanos == 0)
        {
            return "0s";
        }

        var size = nanos < 0 ? unchecked((ulong)-nanos) : (ulong)nanos;
        var sign = nanos < 0 ? "-" : "";
        if (size < 1_000_000_000)
        {
            var (unit, divisor) = size < 1_000 ? ("ns", 1UL) : size < 1_000_000 ? ("µs", 1_000UL) : ("ms", 1_000_000UL);
            return sign + Decimal(size, divisor) + unit;
        }

        var seconds = Decimal(size % 60_000_000_000, 1_000_000_000) + "s";
        var minutes = size / 60_000_000_000;
        return minutes == 0 ? sign + seconds
            : minutes < 60 ? $"{sign}{minutes}m{seconds}"
            : $"{sign}{minutes / 60}h{minutes % 60}m{seconds}";
    }

    private static string Decimal(ulong value, ulong divisor)
    {
        var whole = (value / divisor).ToString(CultureInfo.InvariantCulture);
        var digits = divisor.ToString(CultureInfo.InvariantCulture).Length - 1;
        var fraction = digits == 0 ? "" : (value % divisor).ToString(CultureInfo.InvariantCulture).PadLeft(digits, '0').TrimEnd('0');
        return fraction.Length == 0 ? whole : whole + "." + fraction;
    }

    private static bool Part(ref ReadOnlySpan<char> rest, out ulong nanos, string quoted, ref string error)
    {
        nanos = 0;
        var wholeLength = Digits(rest);
        ulong whole = 0;
        if (wholeLength > 0 && (!ulong.TryParse(rest[..wholeLength], NumberStyles.None, CultureInfo.InvariantCulture, out whole)
            || whole > 1UL << 63))
        {
            return false;
        }

        rest = rest[wholeLength..];
        ReadOnlySpan<char> fraction = default;
        var point = !rest.IsEmpty && rest[0] == '.';
        if (point)
        {
            var length = Digits(rest[1..]);
            fraction = rest.Slice(1, length);
            rest = rest[(length + 1)..];
        }

        if (wholeLength == 0 && fraction.IsEmpty)
        {
            return false;
        }

        var unitLength = rest.IndexOfAny(NumberChars);
        var unit = unitLength < 0 ? rest : rest[..unitLength];
        rest = rest[unit.Length..];
        if (unit.IsEmpty)
        {
            error = "time: missing unit in duration " + quoted;
            return false;
        }

        if (!Units.TryGetValue(unit.ToString(), out var scale))
        {
            error = $"time: unknown unit {Validation.FieldError.Quote(unit.ToString())} in duration {quoted}";
            return false;
        }

        if (whole > (1UL << 63) / scale)
        {
            return false;
        }

        nanos = (whole * scale) + (ulong)FractionOf(fraction, scale);
        return nanos <= 1UL << 63;
    }

    private static double FractionOf(ReadOnlySpan<char> digits, ulong scale)
    {
        double value = 0;
        double unit = 1;
        foreach (var digit in digits[..Math.Min(digits.Length, 18)])
        {
            value = (value * 10) + digit - '0';
            unit *= 10;
        }

        return value * (scale / unit);
    }

    private static int Digits(ReadOnlySpan<char> text)
    {
        var count = 0;
        while (count < text.Length && char.IsAsciiDigit(text[count]))
        {
            count++;
        }

        return count;
    }
}
