using System.Text;
using Eso.Operator.Secrets.Templating.Execution;
using Eso.Operator.Secrets.Templating.Formatting;
using Eso.Operator.Secrets.Templating.Values;

namespace Eso.Operator.Secrets.Templating.Functions;

/// <summary>sprig: strings. Offsets and lengths count bytes, as in Go.</summary>
[TemplateFunctions]
internal static class StringFunctions
{
    public static string Hello() => "Hello!";

    public static string Trim(string text) => GoUnicode.TrimSpace(text);

    public static string Upper(string text) => GoUnicode.Map(text, GoUnicode.ToUpper);

    public static string Lower(string text) => GoUnicode.Map(text, GoUnicode.ToLower);

    [GoName("trimAll"), GoName("trimall")]
    public static string TrimAll(string cutset, string text) => GoUnicode.Trim(text, ByteText.Runes(cutset));

    public static string TrimSuffix(string suffix, string text) =>
        text.EndsWith(suffix, StringComparison.Ordinal) ? text[..^suffix.Length] : text;

    public static string TrimPrefix(string prefix, string text) =>
        text.StartsWith(prefix, StringComparison.Ordinal) ? text[prefix.Length..] : text;

    public static bool Contains(string part, string text) => text.Contains(part, StringComparison.Ordinal);

    public static bool HasPrefix(string prefix, string text) => text.StartsWith(prefix, StringComparison.Ordinal);

    public static bool HasSuffix(string suffix, string text) => text.EndsWith(suffix, StringComparison.Ordinal);

    public static string Replace(Executor executor, string old, string with, string text)
    {
        if (old.Length > 0)
        {
            if (with.Length > old.Length) executor.Allow((long)text.Length / old.Length * (with.Length - old.Length) + text.Length);
            return text.Replace(old, with, StringComparison.Ordinal);
        }
        executor.Allow((long)(text.Length + 1) * (with.Length + 1));
        // The empty text stands before every rune and at the end.
        var replaced = new StringBuilder();
        for (var i = 0; i < text.Length;)
        {
            ByteText.DecodeRune(text, i, out var width);
            replaced.Append(with).Append(text, i, width);
            i += width;
        }
        return replaced.Append(with).ToString();
    }

    public static string Repeat(Executor executor, nint count, string text)
    {
        if (count < 0) throw new GoErrorException("strings: negative Repeat count");
        executor.Allow((long)Math.Min(count, int.MaxValue) * Math.Max(text.Length, 1));
        return new StringBuilder(text.Length * (int)count).Insert(0, text, (int)count).ToString();
    }

    public static string Trunc(nint count, string text)
    {
        if (count < 0 && text.Length + count > 0) return text[(int)(text.Length + count)..];
        return count >= 0 && text.Length > count ? text[..(int)count] : text;
    }

    public static string Substr(nint start, nint end, string text)
    {
        if (start < 0) return Slice(text, 0, end);
        return end < 0 || end > text.Length ? Slice(text, start, text.Length) : Slice(text, start, end);
    }

    private static string Slice(string text, nint start, nint end)
    {
        if (end < 0 || end > text.Length)
            throw new GoErrorException(end < 0
                ? $"runtime error: slice bounds out of range [:{end}]"
                : $"runtime error: slice bounds out of range [:{end}] with length {text.Length}");
        if (start > end)
            throw new GoErrorException(end == text.Length
                ? $"runtime error: slice bounds out of range [{start}:{end}]"
                : $"runtime error: slice bounds out of range [{start}:{end}]");
        return text[(int)start..(int)end];
    }

    public static string Quote(params object?[] values) =>
        string.Join(' ', values.Where(v => v is not null).Select(v => GoQuote.Quote(GoConvert.Text(v))));

    public static string Squote(params object?[] values) =>
        string.Join(' ', values.Where(v => v is not null).Select(v => "'" + GoPrinter.Sprint(v) + "'"));

    public static string Cat(params object?[] values) =>
        string.Join(' ', values.Where(v => v is not null).Select(v => GoPrinter.Sprint(v)));

    public static string Indent(Executor executor, nint spaces, string text)
    {
        if (spaces < 0) throw new GoErrorException("strings: negative Repeat count");
        executor.Allow(text.Length + (text.AsSpan().Count('\n') + 1) * (long)Math.Min(spaces, int.MaxValue));
        var pad = new string(' ', (int)spaces);
        return pad + text.Replace("\n", "\n" + pad, StringComparison.Ordinal);
    }

    public static string Nindent(Executor executor, nint spaces, string text) => "\n" + Indent(executor, spaces, text);

    public static string Plural(string one, string many, nint count) => count == 1 ? one : many;

    public static string ToString(object? value) => GoConvert.Text(value);

    public static GoSlice ToStrings(object? value) => GoSlice.OfStrings(GoConvert.Texts(value));

    public static nint Atoi(string text) =>
        GoInteger.TryParse(text, 10, 64, out var value) == GoInteger.Failure.Syntax ? 0 : (nint)value;

    public static string Join(string separator, object? value) => string.Join(separator, GoConvert.Texts(value));

    public static GoMap Split(string separator, string text) => Numbered(GoUnicode.Split(text, separator, -1));

    public static GoMap Splitn(string separator, nint count, string text) =>
        Numbered(GoUnicode.Split(text, separator, (int)Math.Clamp(count, -1, int.MaxValue)));

    public static GoSlice SplitList(string separator, string text) =>
        GoSlice.OfStrings(GoUnicode.Split(text, separator, -1));

    private static GoMap Numbered(IEnumerable<string> parts) =>
        GoMap.OfStrings(parts.Select((part, i) => KeyValuePair.Create($"_{i}", part)));

    public static string Fail(string message) => throw new GoErrorException(message);
}
