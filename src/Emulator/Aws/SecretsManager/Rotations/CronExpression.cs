using System.Globalization;

namespace Eso.Emulator.Aws.SecretsManager.Rotations;

/// <summary>
/// <c>minutes hours day-of-month month day-of-week year</c> as Secrets Manager takes it: minutes are 0, one of the two
/// day
/// fields is <c>?</c>; lists, ranges, steps, names, <c>L</c> and <c>#</c>.
/// </summary>
internal sealed class CronExpression
{
    private const int YearsAhead = 30;
    private static readonly string[] Months = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT",
        "NOV", "DEC"];
    private static readonly string[] Weekdays = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];

    private readonly SortedSet<int> hours;
    private readonly SortedSet<int> months;
    private readonly SortedSet<int> years;
    private readonly Func<DateTime, bool> day;

    private CronExpression(SortedSet<int> hours, SortedSet<int> months, SortedSet<int> years, Func<DateTime, bool> day)
    {
        this.hours = hours;
        this.months = months;
        this.years = years;
        this.day = day;
    }

    public static bool TryParse(string text, out CronExpression? cron)
    {
        cron = null;
        if (text.ToUpperInvariant().Split(' ', StringSplitOptions.RemoveEmptyEntries)
                is not ["0", var hour, var monthDay, var month, var weekday, var year]
            || monthDay == "?" == (weekday == "?")
            || Field(hour, 0, 23, null) is not { } hours
            || Field(month, 1, 12, Months) is not { } months
            || Field(year, 1970, 2199, null) is not { } years
            || (monthDay == "?" ? OfWeek(weekday) : OfMonth(monthDay)) is not { } day)
        {
            return false;
        }

        cron = new CronExpression(hours, months, years, day);
        return true;
    }

    /// <summary>The first time after <paramref name="after"/>; null when there is none for many years.</summary>
    public DateTimeOffset? Next(DateTimeOffset after)
    {
        var date = after.UtcDateTime.Date;
        var last = date.AddYears(YearsAhead);
        for (; date <= last; date = date.AddDays(1))
        {
            if (!months.Contains(date.Month) || !years.Contains(date.Year) || !day(date))
            {
                continue;
            }

            foreach (var hour in hours)
            {
                var at = new DateTimeOffset(date.AddHours(hour), TimeSpan.Zero);
                if (at > after)
                {
                    return at;
                }
            }
        }

        return null;
    }

    private static Func<DateTime, bool>? OfMonth(string field)
    {
        if (field == "L")
        {
            return d => d.Day == DateTime.DaysInMonth(d.Year, d.Month);
        }

        return Field(field, 1, 31, null) is { } days ? d => days.Contains(d.Day) : null;
    }

    // Sunday is 1. `2#3` is the third Monday, `6L` the last Friday.
    private static Func<DateTime, bool>? OfWeek(string field)
    {
        if (field.Split('#') is [var name, var nth])
        {
            return One(name, 1, 7, Weekdays) is { } weekday
                && int.TryParse(nth, NumberStyles.None, CultureInfo.InvariantCulture, out var n) && n is >= 1 and <= 5
                ? d => (int)d.DayOfWeek + 1 == weekday && (d.Day - 1) / 7 + 1 == n
                : null;
        }

        if (field.Length > 1 && field[^1] == 'L')
        {
            return One(field[..^1], 1, 7, Weekdays) is { } weekday
                ? d => (int)d.DayOfWeek + 1 == weekday && d.Day + 7 > DateTime.DaysInMonth(d.Year, d.Month)
                : null;
        }

        return Field(field == "L" ? "7" : field, 1, 7, Weekdays) is { } days
            ? d => days.Contains((int)d.DayOfWeek + 1)
            : null;
    }

    private static SortedSet<int>? Field(string field, int min, int max, string[]? names)
    {
        var found = new SortedSet<int>();
        foreach (var part in field.Split(','))
        {
            var step = 1;
            var range = part;
            if (part.Split('/') is [var left, var right])
            {
                if (!int.TryParse(right, NumberStyles.None, CultureInfo.InvariantCulture, out step) || step < 1)
                {
                    return null;
                }

                range = left;
            }

            if (Range(range, min, max, names, part.Contains('/', StringComparison.Ordinal)) is not var (from, to))
            {
                return null;
            }

            for (var i = from; i <= to; i += step)
            {
                found.Add(i);
            }
        }

        return found;
    }

    private static (int From, int To)? Range(string range, int min, int max, string[]? names, bool stepped)
    {
        if (range == "*")
        {
            return (min, max);
        }

        var ends = range.Split('-');
        if (ends.Length > 2 || One(ends[0], min, max, names) is not { } from)
        {
            return null;
        }

        if (ends.Length == 1)
        {
            return (from, stepped ? max : from);
        }

        return One(ends[1], min, max, names) is { } to && to >= from ? (from, to) : null;
    }

    private static int? One(string text, int min, int max, string[]? names)
    {
        var named = names is null ? -1 : Array.IndexOf(names, text);
        if (named >= 0)
        {
            return named + 1;
        }

        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var n) && n >= min && n <= max
            ? n
            : null;
    }
}
