using System.Globalization;
using System.Text;
using Eso.Emulator.Kubernetes.Wire;

namespace Eso.Emulator.Kubernetes.Cel;

/// <summary>Methods of strings: the core's, the strings extension (version 2) and Kubernetes' find and findAll.</summary>
internal static class CelStrings
{
    public static IEnumerable<CelFunction> All { get; } =
    [
        Test("contains", (s, p) => s.Contains(p, StringComparison.Ordinal)),
        Test("startsWith", (s, p) => s.StartsWith(p, StringComparison.Ordinal)),
        Test("endsWith", (s, p) => s.EndsWith(p, StringComparison.Ordinal)),
        CelFunction.Method("matches", "string, string: bool", Matches),
        CelFunction.Global("matches", "string, string: bool", Matches),
        CelFunction.Global("jsonpatch.escapeKey", "string: string", static a => a[0] is string key
            ? key.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal)
            : CelError.NoOverload),
        CelFunction.Method("find", "string, string: string", a => With(a, r => r.Find((string)a[0]!) ?? "")),
        CelFunction.Method("findAll", "string, string: list(string) | string, string, int: list(string)", a =>
            With(a, r => r.FindAll((string)a[0]!, a.Length > 2 && a[2] is long n ? n : -1).Cast<object?>().ToList())),
        CelFunction.Method("charAt", "string, int: string", CharAt),
        CelFunction.Method("indexOf", "string, string: int | string, string, int: int | list(A), A: int", a =>
            a[0] is string ? IndexOf(a) : CelLists.IndexOf(a, false)),
        CelFunction.Method("lastIndexOf", "string, string: int | string, string, int: int | list(A), A: int", a =>
            a[0] is string ? LastIndexOf(a) : CelLists.IndexOf(a, true)),
        Change("lowerAscii", s => string.Concat(s.Select(c => char.IsAsciiLetterUpper(c) ? (char)(c + 32) : c))),
        Change("upperAscii", s => string.Concat(s.Select(c => char.IsAsciiLetterLower(c) ? (char)(c - 32) : c))),
        Change("trim", s => s.Trim('\u0009', '\u000a', '\u000b', '\u000c', '\u000d', ' ', '\u0085', '\u00a0', '\u1680', '\u2000', '\u2001',
            '\u2002', '\u2003', '\u2004', '\u2005', '\u2006', '\u2007', '\u2008', '\u2009', '\u200a', '\u2028', '\u2029', '\u202f', '\u205f', '\u3000')),
        CelFunction.Method("replace", "string, string, string: string | string, string, string, int: string", Replace),
        CelFunction.Method("split", "string, string: list(string) | string, string, int: list(string)", Split),
        CelFunction.Method("substring", "string, int: string | string, int, int: string", Substring),
        CelFunction.Method("join", "list(string): string | list(string), string: string", Join),
        CelFunction.Method("format", "string, list(dyn): string", a => a is [string format, IReadOnlyList<object?> args]
            ? CelFormatting.Format(format, args)
            : CelError.NoOverload),
        CelFunction.Global("strings.quote", "string: string", a => a[0] is string s ? Quote(s) : CelError.NoOverload),
    ];

    /// <summary>A value as messages show it.</summary>
    public static string Plain(object? value) => value switch
    {
        null => "null",
        bool b => b ? "true" : "false",
        double d => GoText.Float(d),
        IFormattable f => f.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };

    /// <summary>Nanoseconds as a decimal number of seconds.</summary>
    public static string Seconds(long nanos)
    {
        var sign = nanos < 0 ? "-" : "";
        var size = nanos < 0 ? unchecked((ulong)-nanos) : (ulong)nanos;
        var fraction = (size % 1_000_000_000).ToString("000000000", CultureInfo.InvariantCulture).TrimEnd('0');
        return sign + (size / 1_000_000_000).ToString(CultureInfo.InvariantCulture) + (fraction.Length > 0 ? "." + fraction : "");
    }

    /// <summary>strings.quote: escapes control characters, quotes and backslashes.</summary>
    public static string Quote(string text)
    {
        var result = new StringBuilder("\"");
        foreach (var c in text)
        {
            var escape = "\a\b\f\n\r\t\v\\\"".IndexOf(c);
            result.Append(escape >= 0 ? "\\" + "abfnrtv\\\""[escape] : c.ToString());
        }

        return result.Append('"').ToString();
    }

    private static CelFunction Test(string name, Func<string, string, bool> test) =>
        CelFunction.Method(name, "string, string: bool", a => a is [string s, string p] ? test(s, p) : CelError.NoOverload);

    private static CelFunction Change(string name, Func<string, string> change) =>
        CelFunction.Method(name, "string: string", a => a is [string s] ? change(s) : CelError.NoOverload);

    private static object Matches(object?[] a) => With(a, r => r.IsMatch((string)a[0]!));

    private static object With(object?[] a, Func<GoRegex, object> run)
    {
        if (a[0] is not string || a[1] is not string pattern)
        {
            return CelError.NoOverload;
        }

        return GoRegex.Compile(pattern, out var error) is { } regex ? run(regex) : new CelError(error);
    }

    private static List<Rune> Runes(string text) => text.EnumerateRunes().ToList();

    private static string Text(IEnumerable<Rune> runes) => string.Concat(runes.Select(r => r.ToString()));

    private static object CharAt(object?[] a)
    {
        if (a is not [string text, long at])
        {
            return CelError.NoOverload;
        }

        var runes = Runes(text);
        return at < 0 || at > runes.Count ? OutOfRange(at) : at == runes.Count ? "" : runes[(int)at].ToString();
    }

    private static CelError OutOfRange(long at) => new($"index out of range: {at}");

    private static object IndexOf(object?[] a)
    {
        if (a[1] is not string part)
        {
            return CelError.NoOverload;
        }

        var (text, wanted) = (Runes((string)a[0]!), Runes(part));
        var start = a.Length > 2 && a[2] is long from ? from : 0;
        if (part.Length == 0)
        {
            return start;
        }

        if (start < 0 || start > text.Count)
        {
            return OutOfRange(start);
        }

        for (var i = (int)start; i + wanted.Count <= text.Count; i++)
        {
            if (text.Skip(i).Take(wanted.Count).SequenceEqual(wanted))
            {
                return (long)i;
            }
        }

        return -1L;
    }

    private static object LastIndexOf(object?[] a)
    {
        if (a[1] is not string part)
        {
            return CelError.NoOverload;
        }

        var (text, wanted) = (Runes((string)a[0]!), Runes(part));
        var last = a.Length > 2 && a[2] is long from ? from : text.Count - wanted.Count;
        if (part.Length == 0)
        {
            return a.Length > 2 ? last : (long)text.Count;
        }

        if (a.Length > 2 && (last < 0 || last >= text.Count))
        {
            return OutOfRange(last);
        }

        for (var i = (int)Math.Min(last, text.Count - wanted.Count); i >= 0; i--)
        {
            if (text.Skip(i).Take(wanted.Count).SequenceEqual(wanted))
            {
                return (long)i;
            }
        }

        return -1L;
    }

    private static object Replace(object?[] a)
    {
        if (a[0] is not string text || a[1] is not string old || a[2] is not string now)
        {
            return CelError.NoOverload;
        }

        var limit = a.Length > 3 && a[3] is long n ? n : -1;
        if (limit == 0 || (limit < 0 && old.Length > 0 && now.Length <= old.Length))
        {
            return limit == 0 ? text : text.Replace(old, now, StringComparison.Ordinal);
        }

        var result = new StringBuilder();
        var runes = Runes(text);
        var at = 0;
        while (limit != 0 && result.Length < CelEvaluator.TextMax)
        {
            if (old.Length == 0)
            {
                result.Append(now);
                limit--;
                if (at >= runes.Count)
                {
                    return result.ToString();
                }

                result.Append(runes[at++].ToString());
                continue;
            }

            var found = text.IndexOf(old, at, StringComparison.Ordinal);
            if (found < 0)
            {
                break;
            }

            result.Append(text, at, found - at).Append(now);
            at = found + old.Length;
            limit--;
        }

        return result.Append(old.Length == 0 ? Text(runes.Skip(at)) : text[at..]).ToString();
    }

    private static object Split(object?[] a)
    {
        if (a[0] is not string text || a[1] is not string separator)
        {
            return CelError.NoOverload;
        }

        var limit = a.Length > 2 && a[2] is long n ? n : -1;
        if (limit == 0)
        {
            return new List<object?>();
        }

        if (separator.Length == 0)
        {
            var runes = Runes(text).Select(r => (object?)r.ToString()).ToList();
            return limit > 0 && limit < runes.Count
                ? runes.Take((int)limit - 1).Append(string.Concat(runes.Skip((int)limit - 1))).ToList()
                : runes;
        }

        return (limit < 0 ? text.Split(separator) : text.Split(separator, (int)Math.Min(limit, int.MaxValue))).Cast<object?>().ToList();
    }

    private static object Substring(object?[] a)
    {
        if (a[0] is not string text || a[1] is not long start)
        {
            return CelError.NoOverload;
        }

        var runes = Runes(text);
        var end = a.Length > 2 ? a[2] as long? ?? -1 : runes.Count;
        if (a.Length > 2 && start > end)
        {
            return new CelError($"invalid substring range. start: {start}, end: {end}");
        }

        return start < 0 || start > runes.Count ? OutOfRange(start)
            : end < 0 || end > runes.Count ? OutOfRange(end)
            : Text(runes.Skip((int)start).Take((int)(end - start)));
    }

    private static object Join(object?[] a)
    {
        if (a[0] is not IReadOnlyList<object?> list || !list.All(i => i is string) || (a.Length > 1 && a[1] is not string))
        {
            return CelError.NoOverload;
        }

        var text = new StringBuilder();
        for (var i = 0; i < list.Count; i++)
        {
            text.Append(i > 0 && a.Length > 1 ? (string)a[1]! : "").Append((string)list[i]!);
            if (text.Length > CelEvaluator.TextMax)
            {
                return new CelError("string too long");
            }
        }

        return text.ToString();
    }
}
