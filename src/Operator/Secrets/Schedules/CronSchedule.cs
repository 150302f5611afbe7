using System.Globalization;

namespace Eso.Operator.Secrets.Schedules;

/// <summary>
/// A schedule in robfig/cron v3's standard syntax: five fields, names, steps, <c>?</c>, descriptors, <c>@every</c>,
/// <c>TZ=</c>. Firings are found within five years or not at all.
/// </summary>
public abstract class CronSchedule
{
    private static readonly string[] TimeZonePrefixes = ["TZ=", "CRON_TZ="];

    /// <summary>The first firing after a moment; null when there is none within five years.</summary>
    public abstract DateTimeOffset? Next(DateTimeOffset after);

    /// <summary>Reads a schedule.</summary>
    /// <exception cref="FormatException">The library's message.</exception>
    public static CronSchedule Parse(string spec) =>
        TryParse(spec, out var schedule, out var error) ? schedule! : throw new FormatException(error);

    /// <summary>Reads a schedule; <paramref name="error"/> is the library's message when it is none.</summary>
    public static bool TryParse(string spec, out CronSchedule? schedule, out string error)
    {
        try
        {
            schedule = Read(spec);
            error = "";
            return true;
        }
        catch (FormatException e)
        {
            schedule = null;
            error = e.Message;
            return false;
        }
    }

    private static CronSchedule Read(string spec)
    {
        if (spec.Length == 0)
        {
            throw new FormatException("empty spec string");
        }

        var zone = TimeZoneInfo.Utc;
        if (TimeZonePrefixes.Any(p => spec.StartsWith(p, StringComparison.Ordinal)))
        {
            var blank = spec.IndexOf(' ', StringComparison.Ordinal);
            if (blank < 0)
            {
                // The library itself panics here, and would take the operator with it.
                throw new FormatException("panic: a time zone without a schedule");
            }

            zone = Zone(spec[(spec.IndexOf('=', StringComparison.Ordinal) + 1)..blank]);
            spec = spec[blank..].Trim();
        }

        if (spec.StartsWith('@'))
        {
            return Descriptor(spec, zone);
        }

        var fields = spec.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        return fields.Length == 5
            ? new FieldSchedule(fields, zone)
            : throw new FormatException(
                $"expected exactly 5 fields, found {fields.Length}: [{string.Join(' ', fields)}]");
    }

    private static TimeZoneInfo Zone(string name)
    {
        if (name is "" or "UTC" or "Local")
        {
            return TimeZoneInfo.Utc;
        }

        return TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone) && zone.HasIanaId
            ? zone
            : throw new FormatException($"provided bad location {name}: unknown time zone {name}");
    }

    private static CronSchedule Descriptor(string spec, TimeZoneInfo zone)
    {
        const string Every = "@every ";
        if (spec.StartsWith(Every, StringComparison.Ordinal))
        {
            return GoDuration.TryParse(spec[Every.Length..], out var every, out var error)
                ? new EverySchedule(every)
                : throw new FormatException($"failed to parse duration {spec}: {error}");
        }

        var fields = spec switch
        {
            "@yearly" or "@annually" => "0 0 1 1 *",
            "@monthly" => "0 0 1 * *",
            "@weekly" => "0 0 * * 0",
            "@daily" or "@midnight" => "0 0 * * *",
            "@hourly" => "0 * * * *",
            _ => throw new FormatException($"unrecognized descriptor: {spec}"),
        };
        return new FieldSchedule(fields.Split(' '), zone);
    }

    /// <summary>A constant distance from whenever one asks, in whole seconds.</summary>
    private sealed class EverySchedule(GoDuration every) : CronSchedule
    {
        private readonly TimeSpan delay =
            TimeSpan.FromSeconds(Math.Max(1, every.Nanoseconds / 1_000_000_000));

        public override DateTimeOffset? Next(DateTimeOffset after) =>
            Whole(after) <= DateTimeOffset.MaxValue - delay ? Whole(after) + delay : null;
    }

    /// <summary>The moment without its fraction of a second.</summary>
    internal static DateTimeOffset Whole(DateTimeOffset at) => at.AddTicks(-(at.Ticks % TimeSpan.TicksPerSecond));

    /// <summary>Go's Atoi with the library's words around its error.</summary>
    internal static int Number(string text)
    {
        var digits = text.Length > 0 && text[0] is '+' or '-' ? text[1..] : text;
        if (digits.Length == 0 || digits.AsSpan().ContainsAnyExceptInRange('0', '9'))
        {
            throw new FormatException(
                $"failed to parse int from {text}: strconv.Atoi: parsing \"{text}\": invalid syntax");
        }

        if (!long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
        {
            throw new FormatException(
                $"failed to parse int from {text}: strconv.Atoi: parsing \"{text}\": value out of range");
        }

        return number < 0
            ? throw new FormatException($"negative number ({number}) not allowed: {text}")
            : (int)Math.Min(number, int.MaxValue);
    }
}
