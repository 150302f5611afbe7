namespace Eso.Operator.Secrets.Schedules;

/// <summary>ESO's syncWindows.</summary>
public static class SyncWindowRules
{
    /// <summary>Whether a periodic refresh may happen now.</summary>
    /// <param name="kind">allow: only inside a window; deny: only outside of all; anything else: always.</param>
    /// <param name="windows">
    /// Schedules and how long each firing's window stays open; unreadable ones never open.
    /// </param>
    public static bool Allows(
        string kind,
        IReadOnlyList<(string Schedule, GoDuration Duration)> windows,
        DateTimeOffset now) =>
        windows.Count == 0 || kind switch
        {
            "allow" => windows.Any(w => IsOpen(w.Schedule, w.Duration, now)),
            "deny" => !windows.Any(w => IsOpen(w.Schedule, w.Duration, now)),
            _ => true,
        };

    // Open when the first firing since (now - duration) has come; both ends count.
    private static bool IsOpen(string schedule, GoDuration duration, DateTimeOffset now)
    {
        if (!CronSchedule.TryParse(schedule, out var cron, out _))
        {
            return false;
        }

        var span = duration.ToTimeSpan();
        var from = span < now - DateTimeOffset.MinValue ? now - span - TimeSpan.FromTicks(1) : DateTimeOffset.MinValue;
        return cron!.Next(from) is { } firing && firing <= now;
    }
}
