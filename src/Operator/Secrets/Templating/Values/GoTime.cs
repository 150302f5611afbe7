using Eso.Operator.Secrets.Templating.Execution;
using Eso.Operator.Secrets.Templating.Formatting;

namespace Eso.Operator.Secrets.Templating.Values;

/// <summary>time.Time: seconds since 1970, nanoseconds, and the zone it is shown in.</summary>
internal sealed record GoTime(long Seconds, int Nanoseconds, GoZone Zone) : IGoStringer
{
    private static readonly GoType MonthType = GoType.Named("time.Month", GoKind.Int);
    private static readonly GoType WeekdayType = GoType.Named("time.Weekday", GoKind.Int);

    internal static readonly GoType GoTimeType = GoType.Struct("time.Time");

    /// <summary>January 1, year 1.</summary>
    internal static readonly GoTime Zero = new(-62135596800, 0, GoZone.Utc);

    public GoType Type => GoTimeType;

    internal static GoTime FromUnix(long seconds) => new(seconds, 0, GoZone.Local);

    internal static GoTime Of(DateTimeOffset time)
    {
        var ticks = time.UtcTicks - DateTime.UnixEpoch.Ticks;
        var seconds = Math.DivRem(ticks, TimeSpan.TicksPerSecond, out var rest);
        if (rest < 0) (seconds, rest) = (seconds - 1, rest + TimeSpan.TicksPerSecond);
        return new GoTime(seconds, (int)rest * 100, GoZone.Local);
    }

    /// <summary>Out of its zone's calendar.</summary>
    internal static GoTime OfDate(
        long year, int month, int day, int hour, int minute, int second, int nanoseconds, GoZone zone)
    {
        var local = CivilDate.ToDays(year, month, day) * 86400 + hour * 3600 + minute * 60 + second;
        return new GoTime(local - zone.OffsetOfLocal(local), nanoseconds, zone);
    }

    internal GoTime In(GoZone zone) => this with { Zone = zone };

    internal CivilDate Civil => CivilDate.Of(Seconds + Zone.OffsetAt(Seconds).Offset, Nanoseconds);

    public string GoString() => Format("2006-01-02 15:04:05.999999999 -0700 MST");

    /// <summary>What <c>%#v</c> prints.</summary>
    internal string GoSyntax()
    {
        var c = Civil;
        var zone = Zone.Name switch
        {
            "UTC" => "time.UTC",
            "Local" => "time.Local",
            var name => $"time.Location({GoQuote.Quote(name)})",
        };
        return $"time.Date({c.Year}, time.{CivilDate.Months[c.Month - 1]}, {c.Day}, {c.Hour}, {c.Minute}, {c.Second}, "
            + $"{Nanoseconds}, {zone})";
    }

    [GoMethod]
    internal string Format(string layout) => GoTimeLayout.Format(this, layout);

    [GoMethod]
    internal string String() => GoString();

    [GoMethod]
    internal nint Year() => (nint)Civil.Year;

    [GoMethod]
    internal object Month() => new GoNamedInteger(MonthType, Civil.Month, CivilDate.Months[Civil.Month - 1]);

    [GoMethod]
    internal nint Day() => Civil.Day;

    [GoMethod]
    internal nint Hour() => Civil.Hour;

    [GoMethod]
    internal nint Minute() => Civil.Minute;

    [GoMethod]
    internal nint Second() => Civil.Second;

    [GoMethod]
    internal nint Nanosecond() => Nanoseconds;

    [GoMethod]
    internal nint YearDay() => Civil.YearDay;

    [GoMethod]
    internal object Weekday() => new GoNamedInteger(WeekdayType, Civil.Weekday, CivilDate.Weekdays[Civil.Weekday]);

    [GoMethod]
    internal long Unix() => Seconds;

    [GoMethod]
    internal long UnixMilli() => unchecked(Seconds * 1000 + Nanoseconds / 1_000_000);

    [GoMethod]
    internal long UnixMicro() => unchecked(Seconds * 1_000_000 + Nanoseconds / 1000);

    [GoMethod]
    internal long UnixNano() => unchecked(Seconds * 1_000_000_000 + Nanoseconds);

    [GoMethod]
    internal GoTime UTC() => In(GoZone.Utc);

    [GoMethod]
    internal GoTime Local() => In(GoZone.Local);

    [GoMethod]
    internal object Location() => new GoLocation(Zone.Name);

    [GoMethod]
    internal bool IsDST() => Zone.IsSummerAt(Seconds);

    [GoMethod("GoString")]
    internal string Syntax() => GoSyntax();

    [GoMethod]
    internal GoSlice MarshalText() => Bytes(Format("2006-01-02T15:04:05.999999999Z07:00"));

    [GoMethod]
    internal GoSlice MarshalJSON() => Bytes($"\"{Format("2006-01-02T15:04:05.999999999Z07:00")}\"");

    private static GoSlice Bytes(string text) => new(GoType.Bytes, [.. text.Select(c => (object?)(byte)c)]);

    [GoMethod]
    internal bool IsZero() => Seconds == Zero.Seconds && Nanoseconds == 0;

    [GoMethod]
    internal bool After(GoTime other) => CompareTo(other) > 0;

    [GoMethod]
    internal bool Before(GoTime other) => CompareTo(other) < 0;

    [GoMethod]
    internal bool Equal(GoTime other) => CompareTo(other) == 0;

    [GoMethod]
    internal nint Compare(GoTime other) => CompareTo(other);

    [GoMethod]
    internal GoTime Add(GoDurationValue duration) => Plus(duration.Nanoseconds);

    [GoMethod]
    internal GoTime AddDate(nint years, nint months, nint days)
    {
        var c = Civil;
        var month = c.Month - 1 + (long)months;
        var year = c.Year + years + (long)Math.Floor(month / 12.0);
        return OfDate(year, (int)(((month % 12) + 12) % 12) + 1, (int)(c.Day + days), c.Hour, c.Minute, c.Second, Nanoseconds, Zone);
    }

    [GoMethod]
    internal GoDurationValue Sub(GoTime other) => new(Since(other));

    [GoMethod]
    internal GoTime Truncate(GoDurationValue unit) => Plus(unit.Nanoseconds <= 0 ? 0 : -Modulo(unit.Nanoseconds));

    [GoMethod]
    internal GoTime Round(GoDurationValue unit)
    {
        if (unit.Nanoseconds <= 0) return this;
        var rest = Modulo(unit.Nanoseconds);
        return Plus(rest + rest < unit.Nanoseconds ? -rest : unit.Nanoseconds - rest);
    }

    /// <summary>Methods that a template finds and cannot call: how many values they return.</summary>
    internal static readonly IReadOnlyDictionary<string, int> Uncallable = new Dictionary<string, int>(StringComparer.Ordinal)
    {
        ["Date"] = 3,
        ["Clock"] = 3,
        ["ISOWeek"] = 2,
        ["Zone"] = 2,
        ["ZoneBounds"] = 2,
    };

    internal long Since(GoTime other)
    {
        var nanoseconds = (Int128)(Seconds - other.Seconds) * 1_000_000_000 + (Nanoseconds - other.Nanoseconds);
        return (long)Int128.Clamp(nanoseconds, long.MinValue, long.MaxValue);
    }

    internal GoTime Plus(long nanoseconds)
    {
        var all = Nanoseconds + nanoseconds % 1_000_000_000;
        var seconds = Seconds + nanoseconds / 1_000_000_000;
        if (all < 0) (seconds, all) = (seconds - 1, all + 1_000_000_000);
        if (all >= 1_000_000_000) (seconds, all) = (seconds + 1, all - 1_000_000_000);
        return this with { Seconds = seconds, Nanoseconds = (int)all };
    }

    // Counted from year 1, as Go rounds.
    private long Modulo(long unit)
    {
        var rest = ((Int128)(Seconds - Zero.Seconds) * 1_000_000_000 + Nanoseconds) % unit;
        return (long)(rest < 0 ? rest + unit : rest);
    }

    private int CompareTo(GoTime other) =>
        Seconds != other.Seconds ? Seconds.CompareTo(other.Seconds) : Nanoseconds.CompareTo(other.Nanoseconds);
}

/// <summary>A *time.Location: it has a name, and nothing else that templates see.</summary>
internal sealed record GoLocation(string Name) : IGoStringer
{
    private static readonly GoType LocationType = GoType.Struct("*time.Location");

    public GoType Type => LocationType;

    public string GoString() => Name;

    [GoMethod]
    internal string String() => Name;
}
