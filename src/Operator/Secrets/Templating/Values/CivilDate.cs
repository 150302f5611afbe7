namespace Eso.Operator.Secrets.Templating.Values;

/// <summary>A moment in the proleptic Gregorian calendar, in any year.</summary>
internal readonly record struct CivilDate(
    long Year, int Month, int Day, int Hour, int Minute, int Second, int Nanosecond, int YearDay, int Weekday)
{
    internal static readonly string[] Months =
    [
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
        "December",
    ];

    internal static readonly string[] Weekdays =
        ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];

    internal static CivilDate Of(long seconds, int nanoseconds)
    {
        var days = Math.DivRem(seconds, 86400, out var rest);
        if (rest < 0) (days, rest) = (days - 1, rest + 86400);
        var (year, month, day) = OfDays(days);
        var yearDay = (int)(days - ToDays(year, 1, 1)) + 1;
        var weekday = (int)(((days + 4) % 7 + 7) % 7);
        return new CivilDate(
            year, month, day, (int)(rest / 3600), (int)(rest / 60 % 60), (int)(rest % 60), nanoseconds, yearDay, weekday);
    }

    /// <summary>Days since 1970-01-01.</summary>
    internal static long ToDays(long year, int month, int day)
    {
        // Years begin in March, so that the leap day is their last.
        if (month <= 2) year--;
        var era = (year >= 0 ? year : year - 399) / 400;
        var yearOfEra = year - era * 400;
        var dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
        return era * 146097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719468;
    }

    internal static int DaysIn(long year, int month) => month switch
    {
        2 => IsLeap(year) ? 29 : 28,
        4 or 6 or 9 or 11 => 30,
        _ => 31,
    };

    internal static bool IsLeap(long year) => year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);

    private static (long Year, int Month, int Day) OfDays(long days)
    {
        days += 719468;
        var era = (days >= 0 ? days : days - 146096) / 146097;
        var dayOfEra = days - era * 146097;
        var yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36524 - dayOfEra / 146096) / 365;
        var dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
        var shifted = (5 * dayOfYear + 2) / 153;
        var month = (int)(shifted < 10 ? shifted + 3 : shifted - 9);
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, (int)(dayOfYear - (153 * shifted + 2) / 5) + 1);
    }
}
