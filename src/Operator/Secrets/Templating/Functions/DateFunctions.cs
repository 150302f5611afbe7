using Eso.Operator.Secrets.Templating.Execution;
using Eso.Operator.Secrets.Templating.Formatting;
using Eso.Operator.Secrets.Templating.Values;

namespace Eso.Operator.Secrets.Templating.Functions;

/// <summary>sprig: dates and durations. Local time is UTC.</summary>
[TemplateFunctions]
internal static class DateFunctions
{
    public static GoTime Now(Executor executor) => GoTime.Of(executor.Environment.Clock.GetUtcNow());

    public static string Date(Executor executor, string layout, object? date) => DateInZone(executor, layout, date, "Local");

    public static string HtmlDate(Executor executor, object? date) => DateInZone(executor, "2006-01-02", date, "Local");

    public static string HtmlDateInZone(Executor executor, object? date, string zone) =>
        DateInZone(executor, "2006-01-02", date, zone);

    [GoName("dateInZone"), GoName("date_in_zone")]
    public static string DateInZone(Executor executor, string layout, object? date, string zone)
    {
        var time = date switch
        {
            GoTime given => given,
            long seconds => GoTime.FromUnix(seconds),
            nint seconds => GoTime.FromUnix(seconds),
            int seconds => GoTime.FromUnix(seconds),
            // Anything else is no time: sprig takes the present.
            _ => Now(executor),
        };
        return time.In(GoZone.Load(ByteText.ToText(zone)) ?? GoZone.Utc).Format(layout);
    }

    [GoName("dateModify"), GoName("date_modify")]
    public static GoTime DateModify(string duration, GoTime date) =>
        GoDuration.TryParse(ByteText.ToText(duration), out var parsed) ? date.Plus(parsed.Nanoseconds) : date;

    [GoName("mustDateModify"), GoName("must_date_modify")]
    public static GoTime MustDateModify(string duration, GoTime date) =>
        GoDuration.TryParse(ByteText.ToText(duration), out var parsed, out var error)
            ? date.Plus(parsed.Nanoseconds)
            : throw new GoErrorException(ByteText.FromText(error));

    public static string Ago(Executor executor, object? date)
    {
        var now = Now(executor);
        var then = date switch
        {
            GoTime given => given,
            long seconds => GoTime.FromUnix(seconds),
            nint seconds => GoTime.FromUnix(seconds),
            _ => now,
        };
        const long Second = 1_000_000_000;
        var since = now.Since(then);
        // Rounded to seconds, halves away from zero.
        var rest = since % Second;
        since -= rest;
        if (Math.Abs(rest) * 2 >= Second) since += Math.Sign(rest) * Second;
        return new GoDurationValue(since).GoString();
    }

    public static string Duration(object? seconds)
    {
        var count = seconds switch
        {
            string text when GoInteger.TryParse(text, 10, 64, out var parsed) != GoInteger.Failure.Syntax => parsed,
            long number => number,
            _ => 0,
        };
        return new GoDurationValue(unchecked(count * 1_000_000_000)).GoString();
    }

    public static string DurationRound(Executor executor, object? duration)
    {
        var nanoseconds = duration switch
        {
            string text => GoDuration.TryParse(ByteText.ToText(text), out var parsed) ? parsed.Nanoseconds : 0,
            long number => number,
            GoTime time => Now(executor).Since(time),
            _ => 0,
        };
        var size = nanoseconds < 0 ? unchecked(0UL - (ulong)nanoseconds) : (ulong)nanoseconds;
        const ulong Second = 1_000_000_000;
        (ulong Unit, string Name)[] units =
        [
            (Second * 86400 * 365, "y"), (Second * 86400 * 30, "mo"), (Second * 86400, "d"), (Second * 3600, "h"),
            (Second * 60, "m"), (Second, "s"),
        ];
        foreach (var (unit, name) in units)
            if (size > unit)
                return $"{size / unit}{name}";
        return "0s";
    }

    public static GoTime ToDate(string layout, string text)
    {
        try
        {
            return GoTimeParser.Parse(layout, text);
        }
        catch (GoErrorException)
        {
            return GoTime.Zero;
        }
    }

    public static GoTime MustToDate(string layout, string text) => GoTimeParser.Parse(layout, text);

    public static string UnixEpoch(GoTime date) => GoConvert.Decimal(date.Seconds);
}
