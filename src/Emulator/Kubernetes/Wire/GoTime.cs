using System.Globalization;

namespace Eso.Emulator.Kubernetes.Wire;

/// <summary>RFC 3339 times as Go's time.Parse reads them, with its error texts.</summary>
internal static class GoTime
{
    private const string Seconds = "2006-01-02T15:04:05Z07:00";
    private const string Micros = "2006-01-02T15:04:05.000000Z07:00";

    /// <summary>A time with optional fraction (metav1.Time); null and an error when it is none.</summary>
    public static GoInstant? Parse(string text, out string error) => new Scanner(text, Seconds, false).Run(out error);

    /// <summary>A time with exactly six fractional digits (metav1.MicroTime).</summary>
    public static GoInstant? ParseMicro(string text, out string error) => new Scanner(text, Micros, true).Run(out error);

    /// <summary><c>2006-01-02T15:04:05Z</c>: what metav1.Time writes.</summary>
    public static string Format(GoInstant time) => FormatSeconds(time.Date);

    /// <summary>The same of a time in UTC.</summary>
    public static string FormatSeconds(DateTime utc) => string.Create("2006-01-02T15:04:05Z".Length, utc, static (text, time) =>
    {
        Put(text[..4], time.Year);
        Put(text[5..7], time.Month);
        Put(text[8..10], time.Day);
        Put(text[11..13], time.Hour);
        Put(text[14..16], time.Minute);
        Put(text[17..19], time.Second);
        (text[4], text[7], text[10], text[13], text[16], text[19]) = ('-', '-', 'T', ':', ':', 'Z');
    });

    /// <summary>What metav1.MicroTime writes.</summary>
    public static string FormatMicro(GoInstant time) =>
        Head(time) + "." + (time.Nanos / 1000).ToString("000000", CultureInfo.InvariantCulture) + "Z";

    /// <summary>RFC 3339 with as many fractional digits as needed.</summary>
    public static string FormatNano(GoInstant time) => time.Nanos == 0
        ? Format(time)
        : Head(time) + "." + time.Nanos.ToString("000000000", CultureInfo.InvariantCulture).TrimEnd('0') + "Z";

    private static void Put(Span<char> digits, int number)
    {
        for (var i = digits.Length - 1; i >= 0; i--, number /= 10)
        {
            digits[i] = (char)('0' + (number % 10));
        }
    }

    private static string Head(GoInstant time) =>
        time.Date.ToString("yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture);

    private sealed class Scanner(string text, string layout, bool micros)
    {
        private int _at;
        private string? _error;
        private string? _range;

        public GoInstant? Run(out string error)
        {
            var year = Digits(4, "2006");
            Literal('-');
            var month = Fixed("01", 1, 12, "month");
            Literal('-');
            var day = Fixed("02", 0, 99, "day");
            Literal('T');
            var hour = Hour();
            Literal(':');
            var minute = Fixed("04", 0, 59, "minute");
            Literal(':');
            var second = Fixed("05", 0, 59, "second");
            var nanos = micros ? Micro() : Fraction();
            var offset = Zone();
            if (_error is null && _at < text.Length)
            {
                _error = ": extra text: " + Quote(text[_at..]);
            }

            if (_error is null && (year < 1 || day < 1 || day > DateTime.DaysInMonth(year, month)))
            {
                _error = ": day out of range";
            }

            error = _error is null ? "" : "parsing time " + Quote(text) + _error;
            return _error is null ? GoInstant.From(year, month, day, hour, minute, second, nanos, offset) : null;
        }

        private void Literal(char c)
        {
            if (_error is not null)
            {
                return;
            }

            if (_at >= text.Length || text[_at] != c)
            {
                Bad(_at, c.ToString());
                return;
            }

            _at++;
        }

        private int Digits(int count, string element)
        {
            if (_error is not null)
            {
                return 0;
            }

            var start = _at;
            var value = 0;
            for (; _at < start + count; _at++)
            {
                if (_at >= text.Length || !char.IsAsciiDigit(text[_at]))
                {
                    Bad(start, element);
                    return 0;
                }

                value = (value * 10) + text[_at] - '0';
            }

            return value;
        }

        private int Fixed(string element, int min, int max, string name)
        {
            var value = Digits(2, element);
            OutOfRange(value < min || value > max, name);
            return value;
        }

        private int Hour()
        {
            var two = _at + 1 < text.Length && char.IsAsciiDigit(text[_at + 1]);
            var value = Digits(two ? 2 : 1, "15");
            OutOfRange(value > 23, "hour");
            return value;
        }

        private int Micro()
        {
            if (_error is not null)
            {
                return 0;
            }

            var start = _at;
            if (_at + 7 > text.Length || text[_at] is not ('.' or ','))
            {
                Bad(start, ".000000");
                return 0;
            }

            for (_at++; _at < start + 7; _at++)
            {
                if (!char.IsAsciiDigit(text[_at]))
                {
                    Bad(start, ".000000");
                    return 0;
                }
            }

            return int.Parse(text.AsSpan(start + 1, 6), NumberStyles.None, CultureInfo.InvariantCulture) * 1000;
        }

        private int Fraction()
        {
            if (_error is not null || _at + 1 >= text.Length || text[_at] is not ('.' or ',') || !char.IsAsciiDigit(text[_at + 1]))
            {
                return 0;
            }

            var start = ++_at;
            while (_at < text.Length && char.IsAsciiDigit(text[_at]))
            {
                _at++;
            }

            var digits = text.AsSpan(start, Math.Min(9, _at - start)).ToString().PadRight(9, '0');
            return int.Parse(digits, NumberStyles.None, CultureInfo.InvariantCulture);
        }

        private int Zone()
        {
            if (_error is not null)
            {
                return 0;
            }

            var start = _at;
            if (_at < text.Length && text[_at] == 'Z')
            {
                _at++;
                return 0;
            }

            if (_at + 6 > text.Length || text[_at + 3] != ':' || text[_at] is not ('+' or '-')
                || !int.TryParse(text.AsSpan(_at + 1, 2), NumberStyles.None, CultureInfo.InvariantCulture, out var hours)
                || !int.TryParse(text.AsSpan(_at + 4, 2), NumberStyles.None, CultureInfo.InvariantCulture, out var minutes))
            {
                Bad(start, "Z07:00");
                return 0;
            }

            _at += 6;
            OutOfRange(hours > 24, "time zone offset hour");
            OutOfRange(minutes > 60, "time zone offset minute");
            return (text[start] == '-' ? -60 : 60) * ((hours * 60) + minutes);
        }

        private void OutOfRange(bool isOut, string name)
        {
            if (isOut && _error is null)
            {
                _range = name;
                _error = $": {_range} out of range";
            }
        }

        private void Bad(int at, string element) =>
            _error ??= $" as {Quote(layout)}: cannot parse {Quote(at < text.Length ? text[at..] : "")} as {Quote(element)}";

        private static string Quote(string text) => Validation.FieldError.Quote(text);
    }
}

/// <summary>A point in time with nanoseconds, in UTC.</summary>
/// <param name="Date">Whole seconds.</param>
/// <param name="Nanos">0 to 999999999.</param>
internal readonly record struct GoInstant(DateTime Date, int Nanos)
{
    public long UnixSeconds => (Date.Ticks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerSecond;

    public static GoInstant From(int year, int month, int day, int hour, int minute, int second, int nanos, int offsetSeconds)
    {
        var local = new DateTime(year, month, day, hour, minute, second, DateTimeKind.Utc);
        var ticks = local.Ticks - (offsetSeconds * TimeSpan.TicksPerSecond);
        return new GoInstant(new DateTime(Math.Clamp(ticks, 0, DateTime.MaxValue.Ticks), DateTimeKind.Utc), nanos);
    }

    public static GoInstant FromUnix(long seconds, int nanos)
    {
        var min = DateTime.MinValue.Ticks / TimeSpan.TicksPerSecond;
        var max = DateTime.MaxValue.Ticks / TimeSpan.TicksPerSecond;
        var epoch = DateTime.UnixEpoch.Ticks / TimeSpan.TicksPerSecond;
        var total = Math.Clamp(seconds, min - epoch, max - epoch) + epoch;
        return new GoInstant(new DateTime(total * TimeSpan.TicksPerSecond, DateTimeKind.Utc), Math.Clamp(nanos, 0, 999_999_999));
    }
}
