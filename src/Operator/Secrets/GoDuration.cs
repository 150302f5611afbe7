using System.Globalization;
using System.Text;

namespace Eso.Operator.Secrets;

/// <summary>
/// Go's time.Duration: nanoseconds in 64 bits, read and printed as Go does (<c>1h30m0s</c>).
/// Every interval in users' manifests is written this way.
/// </summary>
public readonly record struct GoDuration(long Nanoseconds) : IComparable<GoDuration>
{
    private const long Second = 1_000_000_000;

    /// <summary>The same span; finer than 100 ns is cut off.</summary>
    public TimeSpan ToTimeSpan() => new(Nanoseconds / 100);

    /// <summary>The same span; clamped to what 64 bits of nanoseconds hold.</summary>
    public static GoDuration FromTimeSpan(TimeSpan span) =>
        new((long)Math.Clamp((decimal)span.Ticks * 100, long.MinValue, long.MaxValue));

    /// <summary>Reads a duration.</summary>
    /// <exception cref="FormatException">Go's message.</exception>
    public static GoDuration Parse(string text) =>
        TryParse(text, out var duration, out var error) ? duration : throw new FormatException(error);

    public static bool TryParse(string text, out GoDuration duration) => TryParse(text, out duration, out _);

    /// <summary>Reads a duration; <paramref name="error"/> is Go's message when it is none.</summary>
    public static bool TryParse(string text, out GoDuration duration, out string error)
    {
        duration = default;
        error = "";
        var rest = text.AsSpan();
        var negative = false;
        if (rest.Length > 0 && rest[0] is '-' or '+')
        {
            negative = rest[0] == '-';
            rest = rest[1..];
        }

        if (rest is "0")
        {
            return true;
        }

        if (rest.Length == 0)
        {
            return Invalid(text, out error);
        }

        ulong total = 0;
        while (rest.Length > 0)
        {
            var digits = Count(rest, char.IsAsciiDigit);
            var whole = rest[..digits];
            rest = rest[digits..];
            if (!UInt128.TryParse(whole.Length == 0 ? "0" : whole, NumberStyles.None, CultureInfo.InvariantCulture, out var n64)
                || n64 > 1UL << 63)
            {
                return Invalid(text, out error);
            }

            var fraction = ReadOnlySpan<char>.Empty;
            if (rest.Length > 0 && rest[0] == '.')
            {
                rest = rest[1..];
                var n = Count(rest, char.IsAsciiDigit);
                fraction = rest[..n];
                rest = rest[n..];
            }

            if (whole.Length == 0 && fraction.Length == 0)
            {
                return Invalid(text, out error);
            }

            var unitLength = Count(rest, static c => c != '.' && !char.IsAsciiDigit(c));
            if (unitLength == 0)
            {
                error = $"time: missing unit in duration {Quote(text)}";
                return false;
            }

            var unitText = rest[..unitLength];
            rest = rest[unitLength..];
            var unit = Unit(unitText);
            if (unit == 0)
            {
                error = $"time: unknown unit {Quote(unitText.ToString())} in duration {Quote(text)}";
                return false;
            }

            if (!TryTerm(whole, fraction, unit, out var term) || total + term > 1UL << 63)
            {
                return Invalid(text, out error);
            }

            total += term;
        }

        if (!negative && total > long.MaxValue)
        {
            return Invalid(text, out error);
        }

        duration = new GoDuration(negative ? unchecked(-(long)total) : (long)total);
        return true;
    }

    /// <summary>
    /// As Go prints it: the largest unit that gives a whole part, never a fraction of minutes or hours.
    /// </summary>
    public override string ToString()
    {
        if (Nanoseconds == 0)
        {
            return "0s";
        }

        var negative = Nanoseconds < 0;
        var n = negative ? (ulong)-(Nanoseconds + 1) + 1 : (ulong)Nanoseconds;
        var text = n switch
        {
            < 1_000 => $"{n}ns",
            < 1_000_000 => Fraction(n, 1_000) + "µs",
            < (ulong)Second => Fraction(n, 1_000_000) + "ms",
            _ => Long(n),
        };
        return negative ? "-" + text : text;
    }

    public int CompareTo(GoDuration other) => Nanoseconds.CompareTo(other.Nanoseconds);

    public static bool operator <(GoDuration left, GoDuration right) => left.Nanoseconds < right.Nanoseconds;

    public static bool operator >(GoDuration left, GoDuration right) => left.Nanoseconds > right.Nanoseconds;

    public static bool operator <=(GoDuration left, GoDuration right) => left.Nanoseconds <= right.Nanoseconds;

    public static bool operator >=(GoDuration left, GoDuration right) => left.Nanoseconds >= right.Nanoseconds;

    private static string Long(ulong n)
    {
        var seconds = Fraction(n % (60 * (ulong)Second), (ulong)Second) + "s";
        var minutes = n / (60 * (ulong)Second);
        return minutes switch
        {
            0 => seconds,
            < 60 => $"{minutes}m{seconds}",
            _ => $"{minutes / 60}h{minutes % 60}m{seconds}",
        };
    }

    private static string Fraction(ulong n, ulong unit)
    {
        var whole = (n / unit).ToString(CultureInfo.InvariantCulture);
        var rest = n % unit;
        if (rest == 0)
        {
            return whole;
        }

        var width = unit.ToString(CultureInfo.InvariantCulture).Length - 1;
        return whole + "." + rest.ToString(CultureInfo.InvariantCulture).PadLeft(width, '0').TrimEnd('0');
    }

    private static bool TryTerm(ReadOnlySpan<char> whole, ReadOnlySpan<char> fraction, long unit, out ulong term)
    {
        term = 0;
        UInt128 value = 0;
        foreach (var c in whole)
        {
            value = value * 10 + (uint)(c - '0');
            if (value > 1UL << 63)
            {
                return false;
            }
        }

        value *= (ulong)unit;
        if (value > 1UL << 63)
        {
            return false;
        }

        // Go keeps as many fraction digits as fit in 63 bits and multiplies in floating point.
        ulong f = 0;
        double scale = 1;
        foreach (var c in fraction)
        {
            if (f > ((1UL << 63) - 1) / 10 || f * 10 + (ulong)(c - '0') > 1UL << 63)
            {
                break;
            }

            f = f * 10 + (ulong)(c - '0');
            scale *= 10;
        }

        if (f > 0)
        {
            value += (ulong)(f * (unit / scale));
        }

        term = (ulong)value;
        return value <= 1UL << 63;
    }

    private static long Unit(ReadOnlySpan<char> unit) => unit switch
    {
        "ns" => 1,
        "us" or "µs" or "μs" => 1_000,
        "ms" => 1_000_000,
        "s" => Second,
        "m" => 60 * Second,
        "h" => 3600 * Second,
        _ => 0,
    };

    private static int Count(ReadOnlySpan<char> text, Func<char, bool> of)
    {
        var n = 0;
        while (n < text.Length && of(text[n]))
        {
            n++;
        }

        return n;
    }

    private static bool Invalid(string text, out string error)
    {
        error = $"time: invalid duration {Quote(text)}";
        return false;
    }

    // The time package quotes by itself: everything outside printable ASCII becomes \x of its UTF-8 bytes.
    internal static string Quote(string text) => Quote(Encoding.UTF8.GetBytes(text));

    internal static string Quote(ReadOnlySpan<byte> text)
    {
        var quoted = new StringBuilder("\"");
        foreach (var b in text)
        {
            if (b is (byte)'"' or (byte)'\\')
            {
                quoted.Append('\\').Append((char)b);
            }
            else if (b is >= 0x80 or < 0x20)
            {
                quoted.Append("\\x").Append(b.ToString("x2", CultureInfo.InvariantCulture));
            }
            else
            {
                quoted.Append((char)b);
            }
        }

        return quoted.Append('"').ToString();
    }
}
