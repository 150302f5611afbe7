using System.Globalization;
using Eso.Emulator.Kubernetes.Wire;

namespace Eso.Emulator.Kubernetes.Cel;

/// <summary>Timestamps and durations: reading, arithmetic, and their parts.</summary>
internal static class CelTimes
{
    private const long Second = 1_000_000_000;

    public static CelTime? Parse(string text)
    {
        if (GoTime.Parse(text, out _) is not { } time)
        {
            return null;
        }

        var zone = text.Length > 6 && text[^6] is '+' or '-' && text[^3] == ':' ? text[^6..] : "";
        return new CelTime(time, zone.Length == 0 ? 0 : Offset(zone) ?? 0);
    }

    public static object Add(CelTime time, long nanos)
    {
        var total = time.Nanos + nanos;
        var seconds = (long)decimal.Floor(total / Second);
        return seconds is < -62135596800 or > 253402300799
            ? new CelError("timestamp overflow")
            : new CelTime(GoInstant.FromUnix(seconds, (int)(total - ((decimal)seconds * Second))), time.OffsetSeconds);
    }

    public static object FromUnix(long seconds) => seconds is < -62135596800 or > 253402300799
        ? new CelError("timestamp overflow")
        : new CelTime(GoInstant.FromUnix(seconds, 0), 0);

    public static object Subtract(CelTime a, CelTime b)
    {
        var difference = a.Nanos - b.Nanos;
        return difference is < long.MinValue or > long.MaxValue ? new CelError("timestamp overflow") : new CelSpan((long)difference);
    }

    /// <summary>A part of a time in a zone: <c>getHours</c> and its like.</summary>
    public static object Part(CelTime time, string part, string? zone)
    {
        if (zone is not null && Shift(time, zone) is not { } offset)
        {
            return new CelError($"unknown time zone {zone}");
        }

        var local = time.Utc.Date.AddSeconds(zone is null ? 0 : Shift(time, zone)!.Value);
        return part switch
        {
            "getFullYear" => (long)local.Year,
            "getMonth" => local.Month - 1L,
            "getDayOfYear" => local.DayOfYear - 1L,
            "getDayOfMonth" => local.Day - 1L,
            "getDate" => (long)local.Day,
            "getDayOfWeek" => (long)local.DayOfWeek,
            "getHours" => (long)local.Hour,
            "getMinutes" => (long)local.Minute,
            "getSeconds" => (long)local.Second,
            _ => time.Utc.Nanos / 1_000_000L,
        };
    }

    /// <summary>A duration in whole hours, minutes, seconds, or its milliseconds.</summary>
    public static object Part(CelSpan span, string part) => part switch
    {
        "getHours" => span.Nanos / (3600 * Second),
        "getMinutes" => span.Nanos / (60 * Second),
        "getSeconds" => span.Nanos / Second,
        "getMilliseconds" => span.Nanos / 1_000_000,
        _ => CelError.NoOverload,
    };

    private static int? Shift(CelTime time, string zone)
    {
        if (zone.Contains(':'))
        {
            return Offset(zone);
        }

        if (zone is "UTC" or "" or "Z")
        {
            return 0;
        }

        return TimeZoneInfo.TryFindSystemTimeZoneById(zone, out var info)
            ? (int)info.GetUtcOffset(DateTime.SpecifyKind(time.Utc.Date, DateTimeKind.Utc)).TotalSeconds
            : null;
    }

    private static int? Offset(string zone)
    {
        var sign = zone[0] == '-' ? -1 : 1;
        var parts = zone.TrimStart('+', '-').Split(':');
        return parts.Length == 2
            && int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var hours)
            && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var minutes)
            ? sign * ((hours * 3600) + (minutes * 60))
            : null;
    }
}
