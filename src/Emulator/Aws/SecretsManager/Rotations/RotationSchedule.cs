using System.Globalization;

namespace Eso.Emulator.Aws.SecretsManager.Rotations;

/// <summary>
/// When a secret rotates next: rules in days, <c>rate(n hours|days)</c> or <c>cron(…)</c>, each opening a window on the
/// hour (UTC). The window lasts <c>Duration</c>, else one hour for schedules in hours and the rest of the day for
/// others.
/// </summary>
internal sealed class RotationSchedule
{
    private const int HoursMin = 4;
    private const int DaysMax = 999;
    private readonly int days;
    private readonly int hours;
    private readonly CronExpression? cron;
    private readonly TimeSpan? duration;

    private RotationSchedule(int days, int hours, CronExpression? cron, TimeSpan? duration)
    {
        this.days = days;
        this.hours = hours;
        this.cron = cron;
        this.duration = duration;
    }

    /// <summary>The schedule of these rules; null when they hold none. A rule that cannot be is refused.</summary>
    public static RotationSchedule? Of(long? afterDays, string? expression, string? duration)
    {
        if (afterDays is not null && expression is not null)
        {
            throw SecretsErrors.RotationRules(
                "You can't specify both AutomaticallyAfterDays and ScheduleExpression in RotationRules.");
        }

        var window = duration is null ? (TimeSpan?)null : TimeSpan.FromHours(ParseHours(duration));
        if (afterDays is not null)
        {
            return new RotationSchedule((int)afterDays.Value, 0, null, window);
        }

        return expression is null ? null : Parse(expression, window);
    }

    /// <summary>The next window after a rotation (or the start of rotation) at <paramref name="last"/>.</summary>
    public (DateTimeOffset Start, DateTimeOffset End)? Next(DateTimeOffset last)
    {
        var midnight = new DateTimeOffset(last.UtcDateTime.Date, TimeSpan.Zero);
        if (days > 0)
        {
            return Window(midnight.AddDays(days));
        }

        if (hours > 0)
        {
            // Windows open at midnight and then every n hours.
            var passed = (int)((last - midnight).TotalHours / hours) + 1;
            return Window(midnight.AddHours(passed * hours));
        }

        return cron!.Next(last) is { } at ? Window(at) : null;
    }

    private static RotationSchedule Parse(string expression, TimeSpan? window)
    {
        if (expression.StartsWith("cron(", StringComparison.Ordinal) && expression.EndsWith(')'))
        {
            return CronExpression.TryParse(expression[5..^1], out var cron)
                ? new RotationSchedule(0, 0, cron, window)
                : throw Bad(expression);
        }

        if (expression.StartsWith("rate(", StringComparison.Ordinal) && expression.EndsWith(')')
            && expression[5..^1].Split(' ', StringSplitOptions.RemoveEmptyEntries) is [var count, var unit]
            && int.TryParse(count, NumberStyles.None, CultureInfo.InvariantCulture, out var n))
        {
            if (unit is "day" or "days" && n is >= 1 and <= DaysMax)
            {
                return new RotationSchedule(n, 0, null, window);
            }

            if (unit is "hour" or "hours" && n is >= HoursMin and <= DaysMax * 24)
            {
                return window > TimeSpan.FromHours(n)
                    ? throw SecretsErrors.RotationRules(
                        "The rotation window must not extend into the next rotation window.")
                    : new RotationSchedule(0, n, null, window);
            }
        }

        throw Bad(expression);
    }

    private static int ParseHours(string duration) =>
        duration.Length > 1 && duration[^1] == 'h'
            && int.TryParse(duration[..^1], NumberStyles.None, CultureInfo.InvariantCulture, out var n)
                && n is >= 1 and <= 24
            ? n
            : throw SecretsErrors.RotationRules("The rotation window Duration must be between 1h and 24h.");

    private static Exception Bad(string expression) =>
        SecretsErrors.RotationRules($"Invalid ScheduleExpression {expression}.");

    // AWS shows the end of the window: "on or before this date".
    private (DateTimeOffset Start, DateTimeOffset End) Window(DateTimeOffset start)
    {
        var endOfDay = new DateTimeOffset(start.UtcDateTime.Date, TimeSpan.Zero).AddDays(1).AddSeconds(-1);
        var end = duration is { } length ? start + length : hours > 0 ? start.AddHours(1) : endOfDay;
        return (start, end < endOfDay ? end : endOfDay);
    }
}
