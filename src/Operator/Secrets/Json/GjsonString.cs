using System.Globalization;
using System.Text;

namespace Eso.Operator.Secrets.Json;

/// <summary>JSON strings in and out of byte texts.</summary>
internal static class GjsonString
{
    /// <summary>
    /// Writes a JSON string: HTML's three characters, U+2028/9 and invalid bytes are escaped, control characters too.
    /// </summary>
    public static void AppendQuoted(StringBuilder output, string text)
    {
        output.Append('"');
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            switch (c)
            {
                case '\b':
                    output.Append("\\b");
                    break;
                case '\f':
                    output.Append("\\f");
                    break;
                case '\n':
                    output.Append("\\n");
                    break;
                case '\r':
                    output.Append("\\r");
                    break;
                case '\t':
                    output.Append("\\t");
                    break;
                case '\\' or '"':
                    output.Append('\\').Append(c);
                    break;
                case < ' ' or '<' or '>' or '&':
                    output.Append("\\u").Append(((int)c).ToString("x4", CultureInfo.InvariantCulture));
                    break;
                case <= '\x7f':
                    output.Append(c);
                    break;
                default:
                    i += AppendRune(output, text, i) - 1;
                    break;
            }
        }

        output.Append('"');
    }

    /// <summary>
    /// Resolves escapes. Like gjson it stops at the first thing that has no place in a JSON string and keeps what it
    /// has.
    /// </summary>
    public static string Unescape(string text)
    {
        var output = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] < ' ')
            {
                break;
            }

            if (text[i] != '\\')
            {
                output.Append(text[i]);
                continue;
            }

            if (++i >= text.Length)
            {
                break;
            }

            if (text[i] == 'u')
            {
                if (i + 5 > text.Length)
                {
                    break;
                }

                i = AppendEscapedRune(output, text, i);
                continue;
            }

            var plain = Simple(text[i]);
            if (plain == '\0')
            {
                break;
            }

            output.Append(plain);
        }

        return output.ToString();
    }

    private static char Simple(char escape) => escape switch
    {
        '\\' or '/' or '"' => escape,
        'b' => '\b',
        'f' => '\f',
        'n' => '\n',
        'r' => '\r',
        't' => '\t',
        _ => '\0',
    };

    // At 'u'; returns the index of the escape's last character.
    private static int AppendEscapedRune(StringBuilder output, string text, int i)
    {
        var value = Hex4(text, i + 1);
        i += 5;
        if (value is >= 0xD800 and <= 0xDFFF && text.Length - i >= 6 && text[i] == '\\' && text[i + 1] == 'u')
        {
            var low = Hex4(text, i + 2);
            value = value <= 0xDBFF && low is >= 0xDC00 and <= 0xDFFF
                ? 0x10000 + ((value - 0xD800) << 10) + (low - 0xDC00)
                : 0xFFFD;
            i += 6;
        }

        ByteText.AppendRune(output, value);
        return i - 1;
    }

    private static int Hex4(string text, int at) =>
        int.TryParse(text.AsSpan(at, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value)
            ? value
            : 0;

    private static int AppendRune(StringBuilder output, string text, int i)
    {
        var rune = ByteText.DecodeRune(text, i, out var length);
        if (rune == 0xFFFD && length == 1)
        {
            output.Append("\\ufffd");
        }
        else if (rune is 0x2028 or 0x2029)
        {
            output.Append(rune == 0x2028 ? "\\u2028" : "\\u2029");
        }
        else
        {
            output.Append(text, i, length);
        }

        return length;
    }
}
