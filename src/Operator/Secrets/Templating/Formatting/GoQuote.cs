using System.Globalization;
using System.Text;

namespace Eso.Operator.Secrets.Templating.Formatting;

/// <summary>strconv.Quote and its relatives, on byte strings.</summary>
internal static class GoQuote
{
    internal static string Quote(string text, bool ascii = false) => QuoteWith(text, '"', ascii);

    internal static string QuoteRune(int rune, bool ascii = false)
    {
        var to = new StringBuilder("'");
        Escape(to, Rune.IsValid(rune) ? rune : ByteText.RuneError, '\'', ascii);
        return to.Append('\'').ToString();
    }

    /// <summary><c>%#U</c>: U+0041 'A'.</summary>
    internal static string Unicode(int rune)
    {
        if (rune < 0) return "U+FFFFFFFFFFFFFFFF";
        var text = $"U+{rune:X4}";
        return IsPrint(rune) ? $"{text} '{ByteText.FromRune(rune)}'" : text;
    }

    private static string QuoteWith(string text, char quote, bool ascii)
    {
        var to = new StringBuilder(text.Length + 2).Append(quote);
        for (var i = 0; i < text.Length;)
        {
            var rune = ByteText.DecodeRune(text, i, out var width);
            if (width == 1 && rune == ByteText.RuneError) to.Append($@"\x{(int)text[i]:x2}");
            else Escape(to, rune, quote, ascii);
            i += width;
        }
        return to.Append(quote).ToString();
    }

    private static void Escape(StringBuilder to, int rune, char quote, bool ascii)
    {
        if (rune == quote || rune == '\\')
        {
            to.Append('\\').Append((char)rune);
            return;
        }
        if (ascii ? rune is >= ' ' and < 0x7F : IsPrint(rune))
        {
            ByteText.AppendRune(to, rune);
            return;
        }
        var text = rune switch
        {
            '\a' => @"\a",
            '\b' => @"\b",
            '\f' => @"\f",
            '\n' => @"\n",
            '\r' => @"\r",
            '\t' => @"\t",
            '\v' => @"\v",
            < ' ' or 0x7F => $@"\x{rune:x2}",
            < 0x10000 => $@"\u{rune:x4}",
            _ => $@"\U{rune:x8}",
        };
        to.Append(text);
    }

    /// <summary>Letters, marks, numbers, punctuation, symbols, and the ASCII space.</summary>
    internal static bool IsPrint(int rune)
    {
        if (rune < 0x80) return rune is >= ' ' and < 0x7F;
        if (!Rune.IsValid(rune)) return false;
        return CharUnicodeInfo.GetUnicodeCategory(rune) is not (UnicodeCategory.Control or UnicodeCategory.Format
            or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned
            or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.SpaceSeparator);
    }

    /// <summary>Whether the text can stand unchanged between backquotes on one line.</summary>
    internal static bool CanBackquote(string text)
    {
        for (var i = 0; i < text.Length;)
        {
            var rune = ByteText.DecodeRune(text, i, out var width);
            i += width;
            if (width > 1)
            {
                if (rune == 0xFEFF) return false;
                continue;
            }
            if (rune == ByteText.RuneError || (rune < ' ' && rune != '\t') || rune is '`' or 0x7F) return false;
        }
        return true;
    }
}
