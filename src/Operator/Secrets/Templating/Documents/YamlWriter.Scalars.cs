using System.Globalization;

namespace Eso.Operator.Secrets.Templating.Documents;

/// <summary>How libyaml's emitter chooses between plain, quoted and literal text, and folds it.</summary>
internal sealed partial class YamlWriter
{
    private readonly record struct Analysis(bool Plain, bool SingleQuoted, bool Literal);

    private void Text(string text, int indent, bool isKey)
    {
        var allowed = Analyze(text);
        if (text.Contains('\n') && allowed.Literal && !isKey)
        {
            Literal(text, indent);
            return;
        }
        var plain = YamlScalars.IsPlainText(text);
        // What would be read as something else goes into double quotes; odd text into single ones if it can.
        if (!plain || text.Contains('\n') || (!allowed.Plain && !allowed.SingleQuoted)) DoubleQuoted(text, indent, isKey);
        else if (allowed.Plain && !(isKey && text.Length == 0)) Folded(text, indent, isKey, quoted: false);
        else Folded(text, indent, isKey, quoted: true);
    }

    private static bool IsBreak(int rune) => rune is '\n' or '\r' or 0x85 or 0x2028 or 0x2029;

    private static bool IsPrintable(int rune) =>
        rune is '\n' or (>= 0x20 and <= 0x7E) or (>= 0xA0 and <= 0xD7FF) or (>= 0xE000 and <= 0xFFFD and not 0xFEFF);

    private static bool IsBlank(int rune) => rune is ' ' or '\t';

    private static Analysis Analyze(string text)
    {
        if (text.Length == 0) return new Analysis(true, true, false);
        var runes = ByteText.Runes(text);
        var indicators = text.StartsWith("---", StringComparison.Ordinal) || text.StartsWith("...", StringComparison.Ordinal);
        var (lineBreaks, special, breakSpace, spaceBreak) = (false, false, false, false);
        var (previousSpace, previousBreak, afterBlank) = (false, false, true);
        for (var i = 0; i < runes.Count; i++)
        {
            var rune = runes[i];
            var beforeBlank = i + 1 == runes.Count || IsBlank(runes[i + 1]);
            indicators |= i == 0 ? Leads(rune, beforeBlank) : (rune == ':' && beforeBlank) || (rune == '#' && afterBlank);
            special |= !IsPrintable(rune);
            if (rune == ' ') breakSpace |= previousBreak;
            if (IsBreak(rune))
            {
                lineBreaks = true;
                spaceBreak |= previousSpace;
            }
            (previousSpace, previousBreak) = (rune == ' ', IsBreak(rune));
            afterBlank = IsBlank(rune) || IsBreak(rune);
        }
        var trailingSpace = runes[^1] == ' ';
        var edges = trailingSpace || runes[0] == ' ' || IsBreak(runes[0]) || IsBreak(runes[^1]);
        var broken = spaceBreak || special;
        return new Analysis(
            Plain: !(edges || breakSpace || broken || lineBreaks || indicators),
            SingleQuoted: !(breakSpace || broken),
            Literal: !(trailingSpace || broken));
    }

    private static bool Leads(int rune, bool beforeBlank) => rune switch
    {
        '#' or ',' or '[' or ']' or '{' or '}' or '&' or '*' or '!' or '|' or '>' or '\'' or '"' or '%' or '@' or '`' => true,
        '?' or ':' or '-' => beforeBlank,
        _ => false,
    };

    /// <summary>Plain or single-quoted, with a line break instead of a single space once past the width.</summary>
    private void Folded(string text, int indent, bool isKey, bool quoted)
    {
        if (quoted) Put('\'');
        var spaces = false;
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (c != ' ')
            {
                spaces = false;
                Put(c);
                if (quoted && c == '\'') Put(c);
                continue;
            }
            var fold = !isKey && !spaces && _column > Width && !(i + 1 < text.Length && text[i + 1] == ' ')
                && (!quoted || (i > 0 && i < text.Length - 1));
            if (fold) NewLine(indent);
            else Put(c);
            spaces = true;
        }
        if (quoted) Put('\'');
    }

    private void DoubleQuoted(string text, int indent, bool isKey)
    {
        Put('"');
        var spaces = false;
        for (var i = 0; i < text.Length;)
        {
            var rune = ByteText.DecodeRune(text, i, out var width);
            var start = i;
            i += width;
            if (!IsPrintable(rune) || IsBreak(rune) || rune is '"' or '\\')
            {
                Put(Escape(rune));
                spaces = false;
            }
            else if (rune == ' ')
            {
                if (!isKey && !spaces && _column > Width && start > 0 && start < text.Length - 1)
                {
                    NewLine(indent);
                    if (text[i] == ' ') Put('\\');
                }
                else
                {
                    Put(' ');
                }
                spaces = true;
            }
            else
            {
                Put(text.Substring(start, width));
                spaces = false;
            }
        }
        Put('"');
    }

    private static string Escape(int rune) => rune switch
    {
        0 => @"\0",
        '\a' => @"\a",
        '\b' => @"\b",
        '\t' => @"\t",
        '\n' => @"\n",
        '\v' => @"\v",
        '\f' => @"\f",
        '\r' => @"\r",
        0x1B => @"\e",
        '"' => "\\\"",
        '\\' => @"\\",
        0x85 => @"\N",
        0xA0 => @"\_",
        0x2028 => @"\L",
        0x2029 => @"\P",
        <= 0xFF => string.Create(CultureInfo.InvariantCulture, $@"\x{rune:X2}"),
        <= 0xFFFF => string.Create(CultureInfo.InvariantCulture, $@"\u{rune:X4}"),
        _ => string.Create(CultureInfo.InvariantCulture, $@"\U{rune:X8}"),
    };

    private void Literal(string text, int indent)
    {
        Put('|');
        if (text[0] is ' ' or '\n') Put('2');
        if (!text.EndsWith('\n')) Put('-');
        else if (text.Length == 1 || text[^2] == '\n') Put('+');
        var start = true;
        // The last break is the document's or the next key's.
        foreach (var line in text.Split('\n')[..^(text.EndsWith('\n') ? 1 : 0)])
        {
            Put('\n');
            start = false;
            if (line.Length == 0) continue;
            for (var i = 0; i < indent; i++) Put(' ');
            Put(line);
        }
        if (start) Put('\n');
    }
}
