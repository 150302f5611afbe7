using System.Text;

namespace Eso.Operator.Secrets.Templating.Formatting;

/// <summary>strconv.Unquote, on byte strings.</summary>
internal static class GoUnquote
{
    internal static bool TryUnquote(string quoted, out string text)
    {
        text = "";
        if (quoted.Length < 2 || quoted[0] != quoted[^1]) return false;
        var quote = quoted[0];
        if (quote == '`')
        {
            text = quoted[1..^1].Replace("\r", "", StringComparison.Ordinal);
            return !text.Contains('`');
        }
        if (quote != '"' || quoted.Contains('\n')) return false;
        var to = new StringBuilder(quoted.Length);
        for (var at = 1; at < quoted.Length - 1;)
        {
            if (!TryUnquoteChar(quoted, at, quote, out var value, out at, out var isByte) || at > quoted.Length - 1) return false;
            if (isByte) to.Append((char)value);
            else ByteText.AppendRune(to, value);
        }
        text = to.ToString();
        return true;
    }

    /// <summary>One character or escape; <paramref name="isByte"/>: it stands for a byte, not for a rune.</summary>
    internal static bool TryUnquoteChar(string text, int at, char quote, out int value, out int end, out bool isByte)
    {
        (value, end, isByte) = (0, at, false);
        if (at >= text.Length) return false;
        var c = text[at];
        if (c == quote) return false;
        if (c != '\\')
        {
            value = ByteText.DecodeRune(text, at, out var width);
            end = at + width;
            // A byte that is no rune stays itself.
            isByte = width == 1;
            if (isByte) value = c;
            return true;
        }
        if (at + 1 >= text.Length) return false;
        c = text[at + 1];
        end = at + 2;
        switch (c)
        {
            case 'a': value = '\a'; return true;
            case 'b': value = '\b'; return true;
            case 'f': value = '\f'; return true;
            case 'n': value = '\n'; return true;
            case 'r': value = '\r'; return true;
            case 't': value = '\t'; return true;
            case 'v': value = '\v'; return true;
            case '\\': value = '\\'; return true;
            case '\'' or '"':
                value = c;
                return c == quote;
            case 'x':
                isByte = true;
                return TryHex(text, ref end, 2, out value);
            case 'u': return TryHex(text, ref end, 4, out value) && Rune.IsValid(value);
            case 'U': return TryHex(text, ref end, 8, out value) && Rune.IsValid(value);
            case >= '0' and <= '7':
                isByte = true;
                return TryOctal(text, at + 1, ref end, out value);
            default: return false;
        }
    }

    private static bool TryHex(string text, ref int at, int digits, out int value)
    {
        value = 0;
        if (at + digits > text.Length) return false;
        long number = 0;
        for (var i = 0; i < digits; i++)
        {
            if (!char.IsAsciiHexDigit(text[at + i])) return false;
            number = number * 16 + Convert.ToInt32(text[at + i].ToString(), 16);
        }
        at += digits;
        value = number > int.MaxValue ? -1 : (int)number;
        return true;
    }

    private static bool TryOctal(string text, int at, ref int end, out int value)
    {
        value = 0;
        if (at + 3 > text.Length) return false;
        for (var i = 0; i < 3; i++)
        {
            if (text[at + i] is < '0' or > '7') return false;
            value = value * 8 + (text[at + i] - '0');
        }
        end = at + 3;
        return value <= 255;
    }
}
