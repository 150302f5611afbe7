using System.Globalization;
using System.Text;

namespace Eso.Emulator.Kubernetes.Pods.Shell;

/// <summary><c>date</c> of the world's clock in UTC, with <c>-d</c>, <c>-u</c>, <c>-I</c>, <c>-R</c> and formats.</summary>
internal static class ShellDate
{
    private const long YearTenThousand = 253402300800;
    private const DateTimeStyles AsUtc = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;

    public static int Run(ShellSession session, List<string> args, ShellIo io)
    {
        var time = session.Clock.GetUtcNow();
        if (ShellLines.Option(args, 'd') is { } given)
        {
            if (given.StartsWith('@')
                && long.TryParse(given[1..], NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
                && seconds < YearTenThousand)
            {
                time = DateTimeOffset.FromUnixTimeSeconds(seconds);
            }
            else if (DateTimeOffset.TryParse(given, CultureInfo.InvariantCulture, AsUtc, out var read))
            {
                time = read;
            }
            else if (given is not ("now" or ""))
            {
                io.Error($"date: invalid date '{given}'\n");
                return 1;
            }
        }

        var format = args.Find(a => a.StartsWith('+'))?[1..]
            ?? args.Find(a => a.StartsWith("-I", StringComparison.Ordinal)) switch
            {
                null => args.Contains("-R") ? "%a, %d %b %Y %H:%M:%S +0000" : "%a %b %e %H:%M:%S UTC %Y",
                "-Iseconds" or "-Is" => "%Y-%m-%dT%H:%M:%S+00:00",
                _ => "%Y-%m-%d",
            };
        io.Output(Format(format, time) + "\n");
        return 0;
    }

    private static string Format(string format, DateTimeOffset time)
    {
        var text = new StringBuilder();
        for (var i = 0; i < format.Length; i++)
        {
            if (format[i] != '%' || i + 1 >= format.Length)
            {
                text.Append(format[i]);
                continue;
            }

            var field = format[++i];
            text.Append(field switch
            {
                'F' => Shown("yyyy-MM-dd"),
                'T' => Shown("HH:mm:ss"),
                'R' => Shown("HH:mm"),
                'D' => Shown("MM/dd/yy"),
                'Y' => Shown("yyyy"),
                'y' => Shown("yy"),
                'm' => Shown("MM"),
                'd' => Shown("dd"),
                'e' => Shown("%d").PadLeft(2),
                'H' => Shown("HH"),
                'I' => Shown("hh"),
                'M' => Shown("mm"),
                'S' => Shown("ss"),
                'N' => Shown("fffffff") + "00",
                'p' => Shown("tt"),
                'a' => Shown("ddd"),
                'A' => Shown("dddd"),
                'b' or 'h' => Shown("MMM"),
                'B' => Shown("MMMM"),
                'c' => Format("%a %b %e %H:%M:%S %Y", time),
                'j' => time.DayOfYear.ToString("000", CultureInfo.InvariantCulture),
                'u' => (((int)time.DayOfWeek + 6) % 7 + 1).ToString(CultureInfo.InvariantCulture),
                'w' => ((int)time.DayOfWeek).ToString(CultureInfo.InvariantCulture),
                's' => time.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture),
                'Z' => "UTC",
                'z' => "+0000",
                'n' => "\n",
                't' => "\t",
                '%' => "%",
                _ => "%" + field,
            });
        }

        return text.ToString();

        string Shown(string pattern) => time.UtcDateTime.ToString(pattern, CultureInfo.InvariantCulture);
    }
}
