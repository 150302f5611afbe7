using System.Globalization;
using System.Text;
using Eso.Emulator.Kubernetes.Wire;

namespace Eso.Emulator.Kubernetes.Cel;

/// <summary>string.format of the strings extension, version 2.</summary>
internal static class CelFormatting
{
    private const int PrecisionMax = 1000;

    public static object Format(string format, IReadOnlyList<object?> args)
    {
        var text = new StringBuilder();
        var next = 0;
        for (var i = 0; i < format.Length; i++)
        {
            if (format[i] != '%')
            {
                text.Append(format[i]);
                continue;
            }

            i++;
            if (i < format.Length && format[i] == '%')
            {
                text.Append('%');
                continue;
            }

            var precision = Precision(format, ref i);
            if (i >= format.Length)
            {
                return new CelError("unexpected end of format string");
            }

            if (next >= args.Count)
            {
                return new CelError($"index {next} out of range");
            }

            var shown = Clause(format[i], args[next++], precision);
            if (shown is not string piece)
            {
                return shown;
            }

            text.Append(piece);
            if (text.Length > CelEvaluator.TextMax)
            {
                return new CelError("string too long");
            }
        }

        return text.ToString();
    }

    /// <summary>How many arguments a format takes; for the check of literal formats.</summary>
    public static int Arguments(string format)
    {
        var count = 0;
        for (var i = 0; i < format.Length - 1; i++)
        {
            if (format[i] == '%')
            {
                count += format[i + 1] == '%' ? 0 : 1;
                i++;
            }
        }

        return count;
    }

    private static int? Precision(string format, ref int i)
    {
        if (i >= format.Length || format[i] != '.')
        {
            return null;
        }

        var start = ++i;
        while (i < format.Length && char.IsAsciiDigit(format[i]))
        {
            i++;
        }

        return int.TryParse(format.AsSpan(start, i - start), NumberStyles.None, CultureInfo.InvariantCulture, out var n)
            ? Math.Min(n, PrecisionMax)
            : null;
    }

    private static object Clause(char verb, object? value, int? precision) => (verb, value) switch
    {
        ('s', _) => Text(value, false),
        ('d', long or ulong) => CelStrings.Plain(value),
        ('d', double d) when !double.IsFinite(d) => GoText.Float(d).Replace("+Inf", "Infinity", StringComparison.Ordinal),
        ('d', double d) when Math.Floor(d).Equals(d) => CelStrings.Plain(d),
        ('f', double or long or ulong) => Fixed(Convert.ToDouble(value, CultureInfo.InvariantCulture), precision ?? 6),
        ('e', double or long or ulong) => Scientific(Convert.ToDouble(value, CultureInfo.InvariantCulture), precision ?? 6),
        ('b', bool b) => b ? "1" : "0",
        ('b' or 'x' or 'X' or 'o', long l) => Radix(l < 0 ? unchecked((ulong)-l) : (ulong)l, l < 0, verb),
        ('b' or 'x' or 'X' or 'o', ulong u) => Radix(u, false, verb),
        ('x', string s) => Convert.ToHexStringLower(Encoding.UTF8.GetBytes(s)),
        ('X', string s) => Convert.ToHexString(Encoding.UTF8.GetBytes(s)),
        ('x', byte[] b) => Convert.ToHexStringLower(b),
        ('X', byte[] b) => Convert.ToHexString(b),
        ('d' or 'f' or 'e' or 'b' or 'x' or 'X' or 'o', _) =>
            new CelError($"error during formatting: type {CelValues.TypeName(CelValues.TypeOf(value))} is not supported by clause %{verb}"),
        _ => new CelError($"unrecognized formatting clause \"{verb}\""),
    };

    private static string Radix(ulong value, bool negative, char verb)
    {
        var text = verb switch
        {
            'x' => value.ToString("x", CultureInfo.InvariantCulture),
            'X' => value.ToString("X", CultureInfo.InvariantCulture),
            'o' => Octal(value),
            _ => value.ToString("B", CultureInfo.InvariantCulture),
        };
        return negative ? "-" + text : text;
    }

    private static string Octal(ulong value)
    {
        var text = "";
        do
        {
            text = (char)('0' + (value & 7)) + text;
            value >>= 3;
        }
        while (value > 0);
        return text;
    }

    private static string Fixed(double value, int precision) => double.IsFinite(value)
        ? value.ToString("F" + precision.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture)
        : Special(value);

    private static string Scientific(double value, int precision)
    {
        if (!double.IsFinite(value))
        {
            return Special(value);
        }

        var text = value.ToString($"0.{new string('0', precision)}e+00", CultureInfo.InvariantCulture);
        var e = text.IndexOf('e');
        var mantissa = text[..e].TrimEnd('.');
        var exponent = text[(e + 1)..];
        var sign = exponent[0] == '-' ? "\u207b" : "";
        return $"{mantissa}\u00d710{sign}{string.Concat(exponent[1..].Select(c => "\u2070\u00b9\u00b2\u00b3\u2074\u2075\u2076\u2077\u2078\u2079"[c - '0']))}";
    }

    private static string Special(double value) => double.IsNaN(value) ? "NaN" : value > 0 ? "\u221e" : "-\u221e";

    /// <summary>%s: strings inside lists and maps are quoted, map keys sorted.</summary>
    private static string Text(object? value, bool inner) => value switch
    {
        string s => inner ? $"\"{s}\"" : s,
        byte[] b => Encoding.UTF8.GetString(b),
        double d => double.IsFinite(d) ? GoText.Float(d) : double.IsNaN(d) ? "NaN" : d > 0 ? "Infinity" : "-Infinity",
        CelTime t => inner ? $"timestamp(\"{t}\")" : t.ToString(),
        CelSpan d => inner ? $"duration(\"{CelStrings.Seconds(d.Nanos)}s\")" : CelStrings.Seconds(d.Nanos) + "s",
        CelType t => CelValues.TypeName(t),
        CelMap map => "{" + string.Join(", ", map.Keys.Select(k => (Shown: Text(k, true), Key: k)).OrderBy(k => k.Shown, StringComparer.Ordinal)
            .Select(k => $"{k.Shown}:{(map.TryGet(k.Key, out var v) ? Text(v, true) : "")}")) + "}",
        IReadOnlyList<object?> list => "[" + string.Join(", ", list.Select(i => Text(i, true))) + "]",
        _ => CelStrings.Plain(value),
    };
}
