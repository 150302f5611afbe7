using System.Globalization;
using System.Text;

namespace Eso.Operator.Secrets.Templating.Formatting;

/// <summary>Go's unicode and strings packages, as far as functions need them, on byte strings.</summary>
internal static class GoUnicode
{
    private static UnicodeCategory Category(int rune) => CharUnicodeInfo.GetUnicodeCategory(rune);

    internal static bool IsSpace(int rune) =>
        rune is '\t' or '\n' or '\v' or '\f' or '\r' or ' ' or 0x85 or 0xA0 or 0x1680 or (>= 0x2000 and <= 0x200A)
            or 0x2028 or 0x2029 or 0x202F or 0x205F or 0x3000;

    internal static bool IsUpper(int rune) => Category(rune) == UnicodeCategory.UppercaseLetter;

    internal static bool IsLower(int rune) => Category(rune) == UnicodeCategory.LowercaseLetter;

    internal static bool IsTitle(int rune) => Category(rune) == UnicodeCategory.TitlecaseLetter;

    internal static bool IsLetter(int rune) => Category(rune) <= UnicodeCategory.OtherLetter;

    internal static bool IsDigit(int rune) => Category(rune) == UnicodeCategory.DecimalDigitNumber;

    internal static bool IsNumber(int rune) =>
        Category(rune) is UnicodeCategory.DecimalDigitNumber or UnicodeCategory.LetterNumber or UnicodeCategory.OtherNumber;

    internal static bool IsPunctuation(int rune) =>
        Category(rune) is >= UnicodeCategory.ConnectorPunctuation and <= UnicodeCategory.OtherPunctuation;

    internal static int ToUpper(int rune) => rune switch
    {
        >= 'a' and <= 'z' => rune - 32,
        < 0x80 => rune,
        0x131 => 'I',
        0x17F => 'S',
        _ => Rune.IsValid(rune) ? Rune.ToUpperInvariant(new Rune(rune)).Value : rune,
    };

    internal static int ToLower(int rune) => rune switch
    {
        >= 'A' and <= 'Z' => rune + 32,
        < 0x80 => rune,
        0x130 => 'i',
        0x212A => 'k',
        _ => Rune.IsValid(rune) ? Rune.ToLowerInvariant(new Rune(rune)).Value : rune,
    };

    /// <summary>Title case: upper case but for the digraphs that have a form of their own, and Georgian.</summary>
    internal static int ToTitle(int rune) => rune switch
    {
        >= 0x1C4 and <= 0x1C6 => 0x1C5,
        >= 0x1C7 and <= 0x1C9 => 0x1C8,
        >= 0x1CA and <= 0x1CC => 0x1CB,
        >= 0x1F1 and <= 0x1F3 => 0x1F2,
        (>= 0x10D0 and <= 0x10FA) or (>= 0x10FD and <= 0x10FF) => rune,
        _ => ToUpper(rune),
    };

    /// <summary>strings.Map; bytes that are no runes become U+FFFD.</summary>
    internal static string Map(string text, Func<int, int> map)
    {
        var mapped = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length;)
        {
            ByteText.AppendRune(mapped, map(ByteText.DecodeRune(text, i, out var width)));
            i += width;
        }
        return mapped.ToString();
    }

    internal static string TrimSpace(string text) => Trim(text, IsSpace);

    internal static string Trim(string text, List<int> cutset) => Trim(text, cutset.Contains);

    private static string Trim(string text, Func<int, bool> cut)
    {
        var start = 0;
        while (start < text.Length && cut(ByteText.DecodeRune(text, start, out var width))) start += width;
        var end = text.Length;
        while (end > start && cut(ByteText.DecodeLastRune(text, end, out var width))) end -= width;
        return text[start..end];
    }

    /// <summary>strings.SplitN; an empty separator splits into runes.</summary>
    internal static List<string> Split(string text, string separator, int count)
    {
        var parts = new List<string>();
        if (count == 0) return parts;
        var at = 0;
        if (separator.Length == 0)
        {
            while (at < text.Length)
            {
                ByteText.DecodeRune(text, at, out var width);
                if (parts.Count + 1 == count) width = text.Length - at;
                parts.Add(text.Substring(at, width));
                at += width;
            }
            return parts;
        }
        while (count < 0 || parts.Count < count - 1)
        {
            var found = text.IndexOf(separator, at, StringComparison.Ordinal);
            if (found < 0) break;
            parts.Add(text[at..found]);
            at = found + separator.Length;
        }
        parts.Add(text[at..]);
        return parts;
    }
}
