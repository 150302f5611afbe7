using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Eso.Emulator.Kubernetes.Wire;

/// <summary>Character classes.</summary>
internal sealed partial class GoRegexRewriter
{
    /// <summary>An escape inside or outside a class: a rune, or null and a set.</summary>
    private int? ClassEscape(out string set)
    {
        var start = _at;
        set = "";
        _at++;
        if (_at >= pattern.Length)
        {
            throw new GoRegexSyntaxException("trailing backslash at end of expression: ``");
        }

        var c = pattern[_at++];
        switch (c)
        {
            case 'd':
                set = "0-9";
                return null;
            case 'D':
                set = "\\x00-/:-\\uffff";
                return null;
            case 'w':
                set = "0-9A-Za-z_";
                return null;
            case 'W':
                set = "\\x00-/:-@\\[-\\^`{-\\uffff";
                return null;
            case 's':
                set = "\\t\\n\\f\\r ";
                return null;
            case 'S':
                set = "\\x00-\\x08\\x0b\\x0e-\\x1f!-\\uffff";
                return null;
            case 'p' or 'P':
                set = Property(start, c == 'P');
                return null;
            case 'a':
                return 7;
            case 'f':
                return 12;
            case 'n':
                return 10;
            case 'r':
                return 13;
            case 't':
                return 9;
            case 'v':
                return 11;
            case 'x':
                return HexEscape(start);
            case >= '0' and <= '7' when c == '0' || (_at < pattern.Length && pattern[_at] is >= '0' and <= '7'):
                var value = c - '0';
                for (var i = 0; i < 2 && _at < pattern.Length && pattern[_at] is >= '0' and <= '7'; i++)
                {
                    value = (value * 8) + pattern[_at++] - '0';
                }

                return value;
            default:
                return c < 128 && !char.IsAsciiLetterOrDigit(c)
                    ? c
                    : throw new GoRegexSyntaxException($"invalid escape sequence: `{pattern[start.._at]}`");
        }
    }

    private string Property(int start, bool negated)
    {
        string name;
        if (_at < pattern.Length && pattern[_at] == '{')
        {
            var end = pattern.IndexOf('}', _at);
            if (end < 0)
            {
                throw new GoRegexSyntaxException($"invalid character class range: `{pattern[start..]}`");
            }

            name = pattern[(_at + 1)..end];
            _at = end + 1;
        }
        else
        {
            name = _at < pattern.Length ? pattern[_at].ToString() : "";
            _at = Math.Min(pattern.Length, _at + 1);
        }

        negated ^= name.StartsWith('^');
        name = name.TrimStart('^') switch { "Greek" => "IsGreek", "Cyrillic" => "IsCyrillic", "Han" => "IsCJKUnifiedIdeographs", var n => n };
        try
        {
            _ = new Regex($"\\p{{{name}}}");
        }
        catch (ArgumentException)
        {
            throw new GoRegexSyntaxException($"invalid character class range: `{pattern[start.._at]}`");
        }

        return $"\\{(negated ? 'P' : 'p')}{{{name}}}";
    }

    private void Class()
    {
        var start = _at++;
        var text = new StringBuilder("[");
        if (_at < pattern.Length && pattern[_at] == '^')
        {
            text.Append('^');
            _at++;
        }

        for (var first = true; _at >= pattern.Length || pattern[_at] != ']' || first; first = false)
        {
            if (_at >= pattern.Length)
            {
                throw new GoRegexSyntaxException($"missing closing ]: `{pattern[start..]}`");
            }

            text.Append(ClassItem(start));
        }

        _at++;
        _out.Append(text).Append(']');
    }

    private string ClassItem(int start)
    {
        if (pattern.AsSpan(_at).StartsWith("[:") && pattern.IndexOf(":]", _at, StringComparison.Ordinal) is var end && end > 0)
        {
            var name = pattern[_at..(end + 2)];
            _at = end + 2;
            return Posix(name) ?? throw new GoRegexSyntaxException($"invalid character class range: `{name}`");
        }

        var from = _at;
        if (ClassRune(start, out var set) is not { } low)
        {
            return set;
        }

        if (_at + 1 >= pattern.Length || pattern[_at] != '-' || pattern[_at + 1] == ']')
        {
            return ClassLiteral(low);
        }

        _at++;
        var high = ClassRune(start, out _);
        return high >= low
            ? ClassLiteral(low) + "-" + ClassLiteral(high.Value)
            : throw new GoRegexSyntaxException($"invalid character class range: `{pattern[from.._at]}`");
    }

    private int? ClassRune(int start, out string set)
    {
        set = "";
        if (_at >= pattern.Length)
        {
            throw new GoRegexSyntaxException($"missing closing ]: `{pattern[start..]}`");
        }

        if (pattern[_at] == '\\')
        {
            return ClassEscape(out set);
        }

        var rune = Rune.TryGetRuneAt(pattern, _at, out var r) ? r.Value : pattern[_at];
        _at += rune > 0xffff ? 2 : 1;
        return rune;
    }

    private static string ClassLiteral(int rune) =>
        rune > 0xffff ? "\\ud800-\\udfff" : "\\u" + rune.ToString("x4", CultureInfo.InvariantCulture);

    private static string? Posix(string name)
    {
        var set = name.Replace("^", "", StringComparison.Ordinal) switch
        {
            "[:alnum:]" => "0-9A-Za-z",
            "[:alpha:]" => "A-Za-z",
            "[:ascii:]" => "\\x00-\\x7f",
            "[:blank:]" => "\\t ",
            "[:cntrl:]" => "\\x00-\\x1f\\x7f",
            "[:digit:]" => "0-9",
            "[:graph:]" => "!-~",
            "[:lower:]" => "a-z",
            "[:print:]" => " -~",
            "[:punct:]" => "!-/:-@\\[-`{-~",
            "[:space:]" => "\\t-\\r ",
            "[:upper:]" => "A-Z",
            "[:word:]" => "0-9A-Za-z_",
            "[:xdigit:]" => "0-9A-Fa-f",
            _ => null,
        };
        return set is not null && name.Contains('^') ? Negated(name) : set;
    }

    private static string? Negated(string name) => name switch
    {
        "[:^digit:]" => "\\x00-/:-\\uffff",
        "[:^alpha:]" => "\\x00-@\\[-`{-\\uffff",
        "[:^alnum:]" => "\\x00-/:-@\\[-`{-\\uffff",
        "[:^space:]" => "\\x00-\\x08\\x0e-\\x1f!-\\uffff",
        "[:^word:]" => "\\x00-/:-@\\[-\\^`{-\\uffff",
        _ => null,
    };
}
