using System.Text;
using Eso.Operator.Secrets.Templating.Execution;
using Eso.Operator.Secrets.Templating.Formatting;

namespace Eso.Operator.Secrets.Templating.Functions;

/// <summary>sprig: words, their case, wrapping (Masterminds/goutils and huandu/xstrings).</summary>
[TemplateFunctions]
internal static class CaseFunctions
{
    /// <summary>strings.Title: a letter begins a word after anything that is neither letter, digit nor underscore.</summary>
    public static string Title(string text)
    {
        var previous = (int)' ';
        return GoUnicode.Map(text, rune =>
        {
            var begins = IsSeparator(previous);
            previous = rune;
            return begins ? GoUnicode.ToTitle(rune) : rune;
        });
    }

    private static bool IsSeparator(int rune)
    {
        if (rune < 0x80) return !char.IsAsciiLetterOrDigit((char)rune) && rune != '_';
        if (GoUnicode.IsLetter(rune) || GoUnicode.IsDigit(rune)) return false;
        return GoUnicode.IsSpace(rune);
    }

    public static string Untitle(string text)
    {
        var next = true;
        return GoUnicode.Map(text, rune =>
        {
            if (GoUnicode.IsSpace(rune))
            {
                next = true;
                return rune;
            }
            var lowered = next ? GoUnicode.ToLower(rune) : rune;
            next = false;
            return lowered;
        });
    }

    public static string Swapcase(string text)
    {
        var space = true;
        return GoUnicode.Map(text, rune =>
        {
            if (GoUnicode.IsUpper(rune) || GoUnicode.IsTitle(rune))
            {
                space = false;
                return GoUnicode.ToLower(rune);
            }
            if (GoUnicode.IsLower(rune))
            {
                var first = space;
                space = false;
                return first ? GoUnicode.ToTitle(rune) : GoUnicode.ToUpper(rune);
            }
            space = GoUnicode.IsSpace(rune);
            return rune;
        });
    }

    /// <summary>goutils looks at bytes and writes each as a rune: text beyond ASCII is mangled when a space is removed.</summary>
    public static string Nospace(string text)
    {
        if (!text.Any(c => GoUnicode.IsSpace(c))) return text;
        var kept = new StringBuilder(text.Length);
        foreach (var c in text)
            if (!GoUnicode.IsSpace(c))
                ByteText.AppendRune(kept, c);
        return kept.ToString();
    }

    /// <summary>goutils takes first bytes, not first runes.</summary>
    public static string Initials(string text)
    {
        var initials = new StringBuilder();
        var gap = true;
        foreach (var c in text)
        {
            if (GoUnicode.IsSpace(c))
            {
                gap = true;
            }
            else if (gap)
            {
                ByteText.AppendRune(initials, c);
                gap = false;
            }
        }
        return initials.ToString();
    }

    public static string Abbrev(nint width, string text) => width < 4 ? text : Abbreviate(text, 0, width);

    public static string Abbrevboth(nint left, nint right, string text) =>
        right < 4 || (left > 0 && right < 7) ? text : Abbreviate(text, left, right);

    private static string Abbreviate(string text, nint offset, nint width)
    {
        const string Dots = "...";
        if (width < 4) return "";
        if (text.Length <= width) return text;
        offset = Math.Min(offset, text.Length);
        if (text.Length - offset < width - 3) offset = text.Length - (width - 3);
        if (offset <= 4) return text[..(int)(width - 3)] + Dots;
        if (width < 7) return "";
        return offset + width - 3 < text.Length
            ? Dots + Abbreviate(text[(int)offset..], 0, width - 3)
            : Dots + text[(int)(text.Length - (width - 3))..];
    }

    public static string Wrap(Executor executor, nint length, string text) => WrapText(executor, text, length, "", false);

    public static string WrapWith(Executor executor, nint length, string separator, string text) =>
        WrapText(executor, text, length, separator, true);

    private static string WrapText(Executor executor, string text, nint width, string newLine, bool breakLong)
    {
        if (newLine.Length == 0) newLine = "\n";
        var length = (int)Math.Clamp(width, 1, int.MaxValue / 2);
        executor.Allow(text.Length + (long)text.Length / length * newLine.Length);
        var wrapped = new StringBuilder(text.Length + 16);
        var at = 0;
        while (text.Length - at > length)
        {
            executor.Step();
            if (text[at] == ' ')
            {
                at++;
                continue;
            }
            var space = text.LastIndexOf(' ', at + length, length + 1);
            if (space < 0 && breakLong)
            {
                wrapped.Append(text, at, length).Append(newLine);
                at += length;
                continue;
            }
            if (space < 0) space = text.IndexOf(' ', at + length);
            if (space < 0) break;
            wrapped.Append(text, at, space - at).Append(newLine);
            at = space + 1;
        }
        return wrapped.Append(text, at, text.Length - at).ToString();
    }

    public static string Snakecase(string text) => GoWords.ToLowerCase(text, '_');

    public static string Kebabcase(string text) => GoWords.ToLowerCase(text, '-');

    /// <summary>xstrings.ToPascalCase.</summary>
    public static string Camelcase(string text)
    {
        var joined = new StringBuilder(text.Length);
        var runes = ByteText.Runes(text);
        var at = 0;
        while (at < runes.Count && GoWords.IsConnector(runes[at])) ByteText.AppendRune(joined, runes[at++]);
        if (at == runes.Count) return joined.ToString();
        // A word that begins with capitals is lowered up to its first small letter: GOLANG is Golang.
        var capitals = GoUnicode.IsUpper(runes[at]);
        var current = GoUnicode.ToUpper(runes[at++]);
        for (; at < runes.Count; at++)
        {
            var previous = current;
            current = runes[at];
            if (GoWords.IsConnector(current) && GoWords.IsConnector(previous))
            {
                ByteText.AppendRune(joined, previous);
                continue;
            }
            if (GoWords.IsConnector(previous))
            {
                capitals = GoUnicode.IsUpper(current);
                current = GoUnicode.ToUpper(current);
                continue;
            }
            if (capitals && GoUnicode.IsUpper(current)) current = GoUnicode.ToLower(current);
            else capitals = false;
            ByteText.AppendRune(joined, previous);
        }
        return ByteText.AppendRune(joined, current).ToString();
    }
}
