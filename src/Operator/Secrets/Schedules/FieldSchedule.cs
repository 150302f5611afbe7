namespace Eso.Operator.Secrets.Schedules;

/// <summary>Minute, hour, day of month, month and day of week as sets.</summary>
internal sealed class FieldSchedule : CronSchedule
{
    private const int YearsMax = 5;

    private static readonly string[] MonthNames =
        ["", "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

    private static readonly string[] DayNames = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];

    private readonly CronField minute;
    private readonly CronField hour;
    private readonly CronField day;
    private readonly CronField month;
    private readonly CronField weekday;
    private readonly TimeZoneInfo zone;

    public FieldSchedule(IReadOnlyList<string> fields, TimeZoneInfo zone)
    {
        minute = CronField.Parse(fields[0], 0, 59, []);
        hour = CronField.Parse(fields[1], 0, 23, []);
        day = CronField.Parse(fields[2], 1, 31, []);
        month = CronField.Parse(fields[3], 1, 12, MonthNames);
        weekday = CronField.Parse(fields[4], 0, 6, DayNames);
        this.zone = zone;
    }

    // Month, day, hour and minute are advanced in turn; whenever one wraps around, the larger ones are looked at again.
    public override DateTimeOffset? Next(DateTimeOffset after)
    {
        var at = In(Whole(after).AddSeconds(1));
        if (at.Second != 0)
        {
            at = In(at.AddSeconds(60 - at.Second));
        }

        var lastYear = In(after).Year + YearsMax;
        while (at.Year <= lastYear && at.Year < DateTime.MaxValue.Year - 1)
        {
            if (!month.Has(at.Month))
            {
                at = On(new DateTime(at.Year, at.Month, 1).AddMonths(1));
            }
            else if (!DayMatches(at))
            {
                at = On(at.DateTime.Date.AddDays(1));
            }
            else if (!hour.Has(at.Hour))
            {
                at = In(at.AddMinutes(60 - at.Minute));
            }
            else if (!minute.Has(at.Minute))
            {
                at = In(at.AddMinutes(1));
            }
            else
            {
                return at.ToOffset(after.Offset);
            }
        }

        return null;
    }

    // Either day field may match, unless one of them is a star.
    private bool DayMatches(DateTimeOffset at)
    {
        var (byDay, byWeekday) = (day.Has(at.Day), weekday.Has((int)at.DayOfWeek));
        return day.IsStar || weekday.IsStar ? byDay && byWeekday : byDay || byWeekday;
    }

    private DateTimeOffset In(DateTimeOffset at) => TimeZoneInfo.ConvertTime(at, zone);

    // A midnight as Go's time.Date resolves it, also where clocks are put forward or back. Where midnight does not
    // exist
    // that is eleven the evening before, and the library goes on to one o'clock.
    private DateTimeOffset On(DateTime midnight)
    {
        var utc = DateTime.SpecifyKind(midnight, DateTimeKind.Utc);
        var guess = utc - zone.GetUtcOffset(utc);
        var at = In(new DateTimeOffset(utc - zone.GetUtcOffset(guess), TimeSpan.Zero));
        return at.DateTime < midnight ? In(at + (midnight - at.DateTime)) : at;
    }
}

/// <summary>One field's values as bits.</summary>
internal readonly struct CronField
{
    private readonly ulong bits;

    private CronField(ulong bits, bool isStar) => (this.bits, IsStar) = (bits, isStar);

    /// <summary>A <c>*</c> or <c>?</c> without a step stands in it.</summary>
    public bool IsStar { get; }

    public bool Has(int value) => (bits & (1UL << value)) != 0;

    public static CronField Parse(string field, int minimum, int maximum, string[] names)
    {
        ulong bits = 0;
        var star = false;
        foreach (var range in field.Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            var (rangeBits, rangeStar) = ParseRange(range, minimum, maximum, names);
            bits |= rangeBits;
            star |= rangeStar;
        }

        return new CronField(bits, star);
    }

    private static (ulong Bits, bool Star) ParseRange(string range, int minimum, int maximum, string[] names)
    {
        var parts = range.Split('/');
        var ends = parts[0].Split('-');
        var star = ends[0] is "*" or "?";
        int start, end;
        if (star)
        {
            (start, end) = (minimum, maximum);
        }
        else
        {
            start = Value(ends[0], names);
            end = ends.Length switch
            {
                1 => start,
                2 => Value(ends[1], names),
                _ => throw new FormatException($"too many hyphens: {range}"),
            };
        }

        var step = 1;
        if (parts.Length == 2)
        {
            step = CronSchedule.Number(parts[1]);

            // N/step runs to the end of the field.
            end = ends.Length == 1 ? maximum : end;
            star &= step <= 1;
        }
        else if (parts.Length > 2)
        {
            throw new FormatException($"too many slashes: {range}");
        }

        Check(range, start, end, step, minimum, maximum);
        ulong bits = 0;
        for (long i = start; i <= end; i += step)
        {
            bits |= 1UL << (int)i;
        }

        return (bits, star);
    }

    private static void Check(string range, int start, int end, int step, int minimum, int maximum)
    {
        var problem =
            start < minimum ? $"beginning of range ({start}) below minimum ({minimum})"
            : end > maximum ? $"end of range ({end}) above maximum ({maximum})"
            : start > end ? $"beginning of range ({start}) beyond end of range ({end})"
            : step == 0 ? "step of range should be a positive number"
            : null;
        if (problem is not null)
        {
            throw new FormatException($"{problem}: {range}");
        }
    }

    private static int Value(string text, string[] names)
    {
        var named = Array.IndexOf(names, text.ToLowerInvariant());
        return named >= 0 && text.Length > 0 ? named : CronSchedule.Number(text);
    }
}
