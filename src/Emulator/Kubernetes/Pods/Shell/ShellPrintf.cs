using System.Globalization;
using System.Text;

namespace Eso.Emulator.Kubernetes.Pods.Shell;

/// <summary><c>printf</c>: escapes, <c>%s %b %c %d %i %u %o %x %X %%</c> with flags, width and precision.</summary>
internal static class ShellPrintf
{
    private const int OutputMax = 1_000_000;
    private const int WidthMax = 10_000;

    public static int Run(ShellSession session, List<string> args, ShellIo io)
    {
        if (args is ["--", ..])
        {
            args = args[1..];
        }

        if (args.Count == 0)
        {
            io.Error("BusyBox multi-call binary.\n\nUsage: printf FORMAT [ARG]...\n");
            return 1;
        }

        var rest = new Queue<string>(args.Skip(1));
        var result = new StringBuilder();
        var status = 0;
        int before;
        do
        {
            before = rest.Count;
            status |= Once(args[0], rest, result, io);
        }
        while (rest.Count > 0 && rest.Count < before && result.Length < OutputMax);
        io.Output(ShellBytes.Text(ShellBytes.Of(result.ToString())));
        return status;
    }

    /// <summary>A text with its backslashes read: <c>\n</c>, <c>\t</c>, <c>\r</c>, <c>\033</c>, <c>\x1b</c>…</summary>
    public static string Unescape(string text)
    {
        if (!text.Contains('\\', StringComparison.Ordinal))
        {
            return text;
        }

        var result = new StringBuilder();
        for (var i = 0; i < text.Length;)
        {
            result.Append(text[i] == '\\' ? Escape(text, ref i) : text[i++].ToString());
        }

        return result.ToString();
    }

    private static string Escape(string text, ref int at)
    {
        if (at + 1 >= text.Length)
        {
            at++;
            return "\\";
        }

        var c = text[at + 1];
        at += 2;
        var simple = "abefnrtv\\".IndexOf(c, StringComparison.Ordinal);
        if (simple >= 0)
        {
            return "\a\b\u001b\f\n\r\t\v\\"[simple].ToString();
        }

        var isHex = c == 'x';
        if (!isHex && c is not (>= '0' and <= '7'))
        {
            return "\\" + c;
        }

        var start = isHex ? at : at - 1;
        var digits = 0;
        while (start + digits < text.Length && digits < (isHex ? 2 : c == '0' ? 4 : 3)
            && (isHex ? char.IsAsciiHexDigit(text[start + digits]) : text[start + digits] is >= '0' and <= '7'))
        {
            digits++;
        }

        if (digits == 0)
        {
            return "\\x";
        }

        at = start + digits;
        var number = text[start..at].Aggregate(0, (n, d) => (n * (isHex ? 16 : 8)) + Convert.ToInt32(d.ToString(), 16));
        return ShellBytes.Text([(byte)number]);
    }

    private static int Once(string format, Queue<string> rest, StringBuilder result, ShellIo io)
    {
        var status = 0;
        for (var i = 0; i < format.Length;)
        {
            if (format[i] == '\\')
            {
                result.Append(Escape(format, ref i));
            }
            else if (format[i] != '%')
            {
                result.Append(format[i++]);
            }
            else if (i + 1 < format.Length && format[i + 1] == '%')
            {
                result.Append('%');
                i += 2;
            }
            else
            {
                status |= Directive(format, ref i, rest, result, io);
            }
        }

        return status;
    }

    private static int Directive(string format, ref int at, Queue<string> rest, StringBuilder result, ShellIo io)
    {
        var start = ++at;
        while (at < format.Length && format[at] is '-' or '+' or ' ' or '0' or '#')
        {
            at++;
        }

        var flags = format[start..at];
        var width = Count(format, ref at, rest);
        var precision = -1;
        if (at < format.Length && format[at] == '.')
        {
            at++;
            precision = Count(format, ref at, rest);
        }

        var kind = at < format.Length ? format[at++] : '\0';
        var value = rest.TryDequeue(out var given) ? given : "";
        var status = 0;
        string text;
        switch (kind)
        {
            case 's' or 'b':
                text = kind == 'b' ? Unescape(value) : value;
                text = precision >= 0 && precision < text.Length ? text[..precision] : text;
                break;
            case 'c':
                text = value.Length > 0 ? value[..1] : "";
                break;
            case 'd' or 'i' or 'u' or 'o' or 'x' or 'X':
                var isNumber = Number(value, out var number);
                if (!isNumber)
                {
                    io.Error($"printf: invalid number '{value}'\n");
                    status = 1;
                }

                text = Digits(kind, number, Math.Max(precision, 0), flags);
                break;
            default:
                io.Error($"printf: %{kind}: invalid directive\n");
                return 1;
        }

        bool Has(char flag) => flags.Contains(flag, StringComparison.Ordinal);
        var zero = Has('0') && kind is not ('s' or 'b' or 'c');
        result.Append(Has('-') ? text.PadRight(width)
            : zero ? (text.StartsWith('-') ? "-" + text[1..].PadLeft(width - 1, '0') : text.PadLeft(width, '0'))
            : text.PadLeft(width));
        return status;
    }

    private static string Digits(char kind, long number, int precision, string flags)
    {
        var digits = kind switch
        {
            'x' => number.ToString("x", CultureInfo.InvariantCulture),
            'X' => number.ToString("X", CultureInfo.InvariantCulture),
            'o' => Convert.ToString(number, 8),
            'u' => ((ulong)number).ToString(CultureInfo.InvariantCulture),
            _ => number.ToString(CultureInfo.InvariantCulture).TrimStart('-'),
        };
        bool Has(char flag) => flags.Contains(flag, StringComparison.Ordinal);
        var prefix = !Has('#') || number == 0 ? "" : kind switch { 'x' => "0x", 'X' => "0X", 'o' => "0", _ => "" };
        var sign = kind is not ('d' or 'i') ? "" : number < 0 ? "-" : Has('+') ? "+" : "";
        return sign + prefix + digits.PadLeft(Math.Min(precision, WidthMax), '0');
    }

    private static bool Number(string text, out long number)
    {
        number = 0;
        text = text.Trim();
        if (text.Length > 1 && text[0] is '"' or '\'')
        {
            number = text[1];
            return true;
        }

        return text.Length == 0
            || (text.StartsWith("0x", StringComparison.OrdinalIgnoreCase)
                ? long.TryParse(text[2..], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out number)
                : long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out number));
    }

    private static int Count(string format, ref int at, Queue<string> rest)
    {
        if (at < format.Length && format[at] == '*')
        {
            at++;
            return rest.TryDequeue(out var given) ? Math.Min(ShellLines.Number(given) ?? 0, WidthMax) : 0;
        }

        var count = 0;
        while (at < format.Length && char.IsAsciiDigit(format[at]))
        {
            count = Math.Min((count * 10) + (format[at++] - '0'), WidthMax);
        }

        return count;
    }
}
