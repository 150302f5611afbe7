using System.Globalization;
using Eso.Emulator.Kubernetes.Wire;

namespace Eso.Emulator.Kubernetes.Controllers.Workloads;

/// <summary>
/// A CronJob's schedule as the library behind it (robfig/cron, standard syntax) reads it: five fields with lists, ranges,
/// steps and names, or a descriptor. Errors are the library's texts.
/// </summary>
internal sealed class CronExpression
{
    private const int DaysAhead = 366 * 5;
    private static readonly string[] Months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    private static readonly string[] Days = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];

    private readonly ulong minutes;
    private readonly ulong hours;
    private readonly ulong days;
    private readonly ulong months;
    private readonly ulong weekdays;
    private readonly bool anyDay;
    private readonly TimeSpan every;

    private CronExpression(TimeSpan every) => this.every = every;

    private CronExpression(string[] fields)
    {
        (minutes, _) = Field(fields[0], 0, 59, []);
        (hours, _) = Field(fields[1], 0, 23, []);
        (days, var anyDate) = Field(fields[2], 1, 31, []);
        (months, _) = Field(fields[3], 1, 12, Months);
        (weekdays, var anyWeekday) = Field(fields[4], 0, 6, Days);
        anyDay = anyDate || anyWeekday;
    }

    /// <summary>Null and an error when the text is no schedule.</summary>
    public static CronExpression? Parse(string text, out string error)
    {
        try
        {
            error = "";
            return Read(text);
        }
        catch (FormatException e)
        {
            error = e.Message;
            return null;
        }
    }

    /// <summary>The first firing after a moment, by a zone's clock; null when there is none within five years.</summary>
    public DateTimeOffset? Next(DateTimeOffset after, TimeZoneInfo zone)
    {
        if (every > TimeSpan.Zero)
        {
            return after.AddTicks(-(after.Ticks % TimeSpan.TicksPerSecond)) + every;
        }

        var local = TimeZoneInfo.ConvertTime(after, zone).DateTime;
        var day = local.Date;
        var minute = (local.Hour * 60) + local.Minute + 1;
        for (var n = 0; n < DaysAhead; n++, day = day.AddDays(1), minute = 0)
        {
            if (!OnDay(day))
            {
                continue;
            }

            for (; minute < 24 * 60; minute++)
            {
                if (Has(hours, minute / 60) && Has(minutes, minute % 60)
                    && day.AddMinutes(minute) is var time && !zone.IsInvalidTime(time))
                {
                    return new DateTimeOffset(time, zone.GetUtcOffset(time)).ToUniversalTime();
                }
            }
        }

        return null;
    }

    private static CronExpression Read(string text)
    {
        if (text.Length == 0)
        {
            throw new FormatException("empty spec string");
        }

        const string Every = "@every ";
        if (text.StartsWith(Every, StringComparison.Ordinal))
        {
            return GoDuration.Parse(text[Every.Length..], out var error) is { } nanos
                ? new CronExpression(TimeSpan.FromSeconds(Math.Max(1, nanos / 1_000_000_000)))
                : throw new FormatException($"failed to parse duration {text}: {error}");
        }

        if (text.StartsWith('@'))
        {
            text = text switch
            {
                "@yearly" or "@annually" => "0 0 1 1 *",
                "@monthly" => "0 0 1 * *",
                "@weekly" => "0 0 * * 0",
                "@daily" or "@midnight" => "0 0 * * *",
                "@hourly" => "0 * * * *",
                _ => throw new FormatException($"unrecognized descriptor: {text}"),
            };
        }

        var fields = text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        return fields.Length == 5
            ? new CronExpression(fields)
            : throw new FormatException($"expected exactly 5 fields, found {fields.Length}: [{string.Join(' ', fields)}]");
    }

    private bool OnDay(DateTime day)
    {
        var (date, weekday) = (Has(days, day.Day), Has(weekdays, (int)day.DayOfWeek));
        // When both are restricted either is enough.
        return Has(months, day.Month) && (anyDay ? date && weekday : date || weekday);
    }

    private static bool Has(ulong bits, int n) => (bits & (1UL << n)) != 0;

    private static (ulong Bits, bool Any) Field(string text, int least, int most, string[] names)
    {
        var (bits, any) = (0UL, false);
        foreach (var part in text.Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            var pieces = part.Split('/');
            var ends = pieces[0].Split('-');
            int first;
            int last;
            if (ends[0] is "*" or "?")
            {
                (first, last, any) = (least, most, any || pieces.Length == 1);
            }
            else
            {
                first = Value(ends[0], least, names);
                last = ends.Length switch
                {
                    1 when pieces.Length == 1 => first,
                    1 => most,
                    2 => Value(ends[1], least, names),
                    _ => throw new FormatException($"too many hyphens: {part}"),
                };
            }

            var step = pieces.Length switch
            {
                1 => 1,
                2 => Number(pieces[1]),
                _ => throw new FormatException($"too many slashes: {part}"),
            };
            Check(part, first, last, step, least, most);
            for (var n = first; n <= last; n += step)
            {
                bits |= 1UL << n;
            }
        }

        return (bits, any);
    }

    private static void Check(string part, int first, int last, int step, int least, int most)
    {
        if (first < least)
        {
            throw new FormatException($"beginning of range ({first}) below minimum ({least}): {part}");
        }

        if (last > most)
        {
            throw new FormatException($"end of range ({last}) above maximum ({most}): {part}");
        }

        if (first > last)
        {
            throw new FormatException($"beginning of range ({first}) beyond end of range ({last}): {part}");
        }

        if (step == 0)
        {
            throw new FormatException($"step of range should be a positive number: {part}");
        }
    }

    private static int Value(string text, int least, string[] names)
    {
        var known = Array.FindIndex(names, n => n.Equals(text, StringComparison.OrdinalIgnoreCase));
        return known < 0 ? Number(text) : known + least;
    }

    private static int Number(string text)
    {
        if (!int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
        {
            throw new FormatException(
                $"failed to parse int from {text}: strconv.Atoi: parsing {Validation.FieldError.Quote(text)}: invalid syntax");
        }

        return number >= 0 ? number : throw new FormatException($"negative number ({number}) not allowed: {text}");
    }
}
