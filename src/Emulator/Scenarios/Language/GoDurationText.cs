using System.Globalization;

namespace Eso.Emulator.Scenarios.Language;

/// <summary>Durations as people write them for Kubernetes: <c>90s</c>, <c>1h30m</c>, <c>250ms</c>; days (<c>30d</c>) are ours.</summary>
internal static class GoDurationText
{
    private static readonly (string Unit, double Ticks)[] Units =
    [
        ("ns", 0.01), ("us", 10), ("µs", 10), ("ms", TimeSpan.TicksPerMillisecond), ("s", TimeSpan.TicksPerSecond),
        ("m", TimeSpan.TicksPerMinute), ("h", TimeSpan.TicksPerHour), ("d", TimeSpan.TicksPerDay),
    ];

    public static bool TryParse(string text, out TimeSpan span)
    {
        span = default;
        var rest = text.AsSpan().Trim();
        if (rest is "0")
        {
            return true;
        }

        var ticks = 0d;
        if (rest.IsEmpty)
        {
            return false;
        }

        while (!rest.IsEmpty)
        {
            var digits = 0;
            while (digits < rest.Length && (char.IsAsciiDigit(rest[digits]) || rest[digits] == '.'))
            {
                digits++;
            }

            var letters = digits;
            while (letters < rest.Length && char.IsLetter(rest[letters]))
            {
                letters++;
            }

            if (!double.TryParse(rest[..digits], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number))
            {
                return false;
            }

            var unit = rest[digits..letters].ToString();
            var known = Array.FindIndex(Units, u => u.Unit == unit);
            if (known < 0)
            {
                return false;
            }

            ticks += number * Units[known].Ticks;
            rest = rest[letters..];
        }

        if (ticks > TimeSpan.FromDays(366 * 100).Ticks)
        {
            return false;
        }

        span = new TimeSpan((long)ticks);
        return true;
    }

    /// <summary>Prints as Go does for whole seconds and above: <c>1h0m0s</c> becomes <c>1h</c> for people.</summary>
    public static string Print(TimeSpan span)
    {
        if (span == TimeSpan.Zero)
        {
            return "0s";
        }

        var text = "";
        if (span.TotalHours >= 1)
        {
            text += $"{(long)span.TotalHours}h";
        }

        if (span.Minutes != 0)
        {
            text += $"{span.Minutes}m";
        }

        var seconds = span.Seconds + (span.Milliseconds / 1000d);
        return seconds != 0 || text.Length == 0
            ? text + seconds.ToString("0.###", CultureInfo.InvariantCulture) + "s"
            : text;
    }
}
