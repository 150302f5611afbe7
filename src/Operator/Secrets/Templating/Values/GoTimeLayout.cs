using System.Globalization;
using System.Text;

namespace Eso.Operator.Secrets.Templating.Values;

/// <summary>Layouts by reference time (Mon Jan 2 15:04:05 MST 2006): splitting and formatting.</summary>
internal static class GoTimeLayout
{
    internal enum Part
    {
        None,
        LongMonth,
        Month,
        NumberMonth,
        ZeroMonth,
        LongWeekday,
        Weekday,
        Day,
        UnderDay,
        ZeroDay,
        UnderYearDay,
        ZeroYearDay,
        Hour,
        Hour12,
        ZeroHour12,
        Minute,
        ZeroMinute,
        Second,
        ZeroSecond,
        LongYear,
        Year,
        UpperPm,
        LowerPm,
        Zone,
        Offset,
        Fraction,
    }

    // Longer ones first.
    private static readonly string[] Offsets =
    [
        "-07:00:00", "-070000", "-07:00", "-0700", "-07", "Z07:00:00", "Z070000", "Z07:00", "Z0700", "Z07",
    ];

    /// <summary>The next element of a layout: where it begins, how long it is.</summary>
    internal static Part Next(string layout, int from, out int start, out int length)
    {
        for (start = from; start < layout.Length; start++)
        {
            var part = At(layout, start, out length, out var shift);
            if (part == Part.None) continue;
            start += shift;
            return part;
        }
        length = 0;
        return Part.None;
    }

    private static Part At(string layout, int at, out int length, out int shift)
    {
        shift = 0;
        length = 1;
        var rest = layout.AsSpan(at);
        switch (rest[0])
        {
            case 'J' when rest.StartsWith("January"): length = 7; return Part.LongMonth;
            case 'J' when rest.StartsWith("Jan") && !LowerAt(rest, 3): length = 3; return Part.Month;
            case 'M' when rest.StartsWith("Monday"): length = 6; return Part.LongWeekday;
            case 'M' when rest.StartsWith("Mon") && !LowerAt(rest, 3): length = 3; return Part.Weekday;
            case 'M' when rest.StartsWith("MST"): length = 3; return Part.Zone;
            case '0' when rest.StartsWith("002"): length = 3; return Part.ZeroYearDay;
            case '0' when rest.Length > 1 && rest[1] is >= '1' and <= '6':
                length = 2;
                return rest[1] switch
                {
                    '1' => Part.ZeroMonth,
                    '2' => Part.ZeroDay,
                    '3' => Part.ZeroHour12,
                    '4' => Part.ZeroMinute,
                    '5' => Part.ZeroSecond,
                    _ => Part.Year,
                };
            case '1' when rest.StartsWith("15"): length = 2; return Part.Hour;
            case '1': return Part.NumberMonth;
            case '2' when rest.StartsWith("2006"): length = 4; return Part.LongYear;
            case '2': return Part.Day;
            case '_' when rest.StartsWith("_2006"):
                (shift, length) = (1, 4);
                return Part.LongYear;
            case '_' when rest.StartsWith("_2"): length = 2; return Part.UnderDay;
            case '_' when rest.StartsWith("__2"): length = 3; return Part.UnderYearDay;
            case '3': return Part.Hour12;
            case '4': return Part.Minute;
            case '5': return Part.Second;
            case 'P' when rest.StartsWith("PM"): length = 2; return Part.UpperPm;
            case 'p' when rest.StartsWith("pm"): length = 2; return Part.LowerPm;
            case '-' or 'Z':
                foreach (var offset in Offsets)
                {
                    if (!rest.StartsWith(offset)) continue;
                    length = offset.Length;
                    return Part.Offset;
                }
                return Part.None;
            case '.' or ',' when rest.Length > 1 && rest[1] is '0' or '9':
                var end = 1;
                while (end < rest.Length && rest[end] == rest[1]) end++;
                length = end;
                return end < rest.Length && char.IsAsciiDigit(rest[end]) ? Part.None : Part.Fraction;
        }
        return Part.None;
    }

    private static bool LowerAt(ReadOnlySpan<char> text, int at) => at < text.Length && char.IsAsciiLetterLower(text[at]);

    internal static string Format(GoTime time, string layout)
    {
        var text = new StringBuilder(layout.Length + 10);
        var civil = time.Civil;
        var (offset, abbreviation) = time.Zone.OffsetAt(time.Seconds);
        var at = 0;
        while (true)
        {
            var part = Next(layout, at, out var start, out var length);
            text.Append(layout, at, start - at);
            if (part == Part.None) return text.ToString();
            Append(text, part, civil, layout.AsSpan(start, length), offset, abbreviation);
            at = start + length;
        }
    }

    private static void Append(
        StringBuilder text, Part part, CivilDate c, ReadOnlySpan<char> element, int offset, string abbreviation)
    {
        var hour12 = c.Hour % 12 == 0 ? 12 : c.Hour % 12;
        switch (part)
        {
            case Part.LongMonth: text.Append(CivilDate.Months[c.Month - 1]); break;
            case Part.Month: text.Append(CivilDate.Months[c.Month - 1], 0, 3); break;
            case Part.NumberMonth: text.Append(c.Month); break;
            case Part.ZeroMonth: Pad(text, c.Month, 2, '0'); break;
            case Part.LongWeekday: text.Append(CivilDate.Weekdays[c.Weekday]); break;
            case Part.Weekday: text.Append(CivilDate.Weekdays[c.Weekday], 0, 3); break;
            case Part.Day: text.Append(c.Day); break;
            case Part.UnderDay: Pad(text, c.Day, 2, ' '); break;
            case Part.ZeroDay: Pad(text, c.Day, 2, '0'); break;
            case Part.UnderYearDay: Pad(text, c.YearDay, 3, ' '); break;
            case Part.ZeroYearDay: Pad(text, c.YearDay, 3, '0'); break;
            case Part.Hour: Pad(text, c.Hour, 2, '0'); break;
            case Part.Hour12: text.Append(hour12); break;
            case Part.ZeroHour12: Pad(text, hour12, 2, '0'); break;
            case Part.Minute: text.Append(c.Minute); break;
            case Part.ZeroMinute: Pad(text, c.Minute, 2, '0'); break;
            case Part.Second: text.Append(c.Second); break;
            case Part.ZeroSecond: Pad(text, c.Second, 2, '0'); break;
            case Part.LongYear: Pad(text, c.Year, 4, '0'); break;
            case Part.Year: Pad(text, Math.Abs(c.Year % 100), 2, '0'); break;
            case Part.UpperPm: text.Append(c.Hour >= 12 ? "PM" : "AM"); break;
            case Part.LowerPm: text.Append(c.Hour >= 12 ? "pm" : "am"); break;
            // A zone without a name is shown by its offset.
            case Part.Zone when abbreviation.Length == 0: AppendOffset(text, "-0700", offset); break;
            case Part.Zone: text.Append(abbreviation); break;
            case Part.Offset: AppendOffset(text, element, offset); break;
            case Part.Fraction: AppendFraction(text, element, c.Nanosecond); break;
        }
    }

    private static void Pad(StringBuilder text, long value, int width, char with)
    {
        if (value < 0) text.Append('-');
        var digits = Math.Abs(value).ToString(CultureInfo.InvariantCulture);
        text.Append(with, Math.Max(width - digits.Length, 0)).Append(digits);
    }

    private static void AppendOffset(StringBuilder text, ReadOnlySpan<char> element, int offset)
    {
        if (element[0] == 'Z' && offset == 0)
        {
            text.Append('Z');
            return;
        }
        var absolute = Math.Abs(offset);
        var colon = element.Contains(':') ? ":" : "";
        text.Append(offset < 0 ? '-' : '+');
        Pad(text, absolute / 3600, 2, '0');
        if (element.Length > 3)
        {
            text.Append(colon);
            Pad(text, absolute / 60 % 60, 2, '0');
        }
        if (element.Length >= 7)
        {
            text.Append(colon);
            Pad(text, absolute % 60, 2, '0');
        }
    }

    private static void AppendFraction(StringBuilder text, ReadOnlySpan<char> element, int nanoseconds)
    {
        var digits = nanoseconds.ToString("000000000", CultureInfo.InvariantCulture).PadRight(element.Length, '0');
        var shown = digits[..(element.Length - 1)];
        if (element[1] == '9')
        {
            shown = shown.TrimEnd('0');
            if (shown.Length == 0) return;
        }
        text.Append(element[0]).Append(shown);
    }
}
