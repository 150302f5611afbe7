using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Eso.Emulator.Kubernetes.Wire;

/// <summary>A fault of a pattern, as regexp/syntax words it.</summary>
internal sealed class GoRegexSyntaxException(string message) : Exception(message);

/// <summary>Checks a pattern of RE2's syntax and rewrites it in .NET's.</summary>
internal sealed partial class GoRegexRewriter(string pattern)
{
    private const int RepeatMax = 1000;
    private const int DepthMax = 200;
    private readonly StringBuilder _out = new();
    private int _at;
    private int _depth;
    private bool _multiline;

    public string Run()
    {
        Alternation();
        if (_at < pattern.Length)
        {
            throw new GoRegexSyntaxException($"unexpected ): `{pattern}`");
        }

        return _out.ToString();
    }

    private void Alternation()
    {
        var repeatable = false;
        var last = "";
        while (_at < pattern.Length && pattern[_at] != ')')
        {
            var c = pattern[_at];
            if (c == '|')
            {
                _out.Append('|');
                _at++;
                repeatable = false;
            }
            else if (c is '*' or '+' or '?' || (c == '{' && TryRepeat(out _)))
            {
                last = Repeat(repeatable, last);
            }
            else
            {
                repeatable = Atom();
                last = "";
            }
        }
    }

    private string Repeat(bool repeatable, string last)
    {
        var op = pattern[_at] == '{' && TryRepeat(out var text) ? text : pattern[_at].ToString();
        _at += op.Length;
        if (_at < pattern.Length && pattern[_at] == '?')
        {
            op += "?";
            _at++;
        }

        if (!repeatable)
        {
            throw new GoRegexSyntaxException($"missing argument to repetition operator: `{op}`");
        }

        if (last.Length > 0)
        {
            throw new GoRegexSyntaxException($"invalid nested repetition operator: `{last}{op}`");
        }

        _out.Append(op);
        return op;
    }

    private bool TryRepeat(out string text)
    {
        text = "";
        var end = pattern.IndexOf('}', _at);
        if (end < 0)
        {
            return false;
        }

        var bounds = pattern[(_at + 1)..end].Split(',');
        if (bounds.Length > 2 || bounds[0].Length == 0 || !bounds.All(b => b.All(char.IsAsciiDigit)))
        {
            return false;
        }

        text = pattern[_at..(end + 1)];
        var low = Bound(bounds[0]);
        var high = bounds.Length == 2 && bounds[1].Length > 0 ? Bound(bounds[1]) : low;
        if (low > RepeatMax || high > RepeatMax || high < low)
        {
            throw new GoRegexSyntaxException($"invalid repeat count: `{text}`");
        }

        return true;
    }

    private static int Bound(string digits) =>
        int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var n) ? n : int.MaxValue;

    /// <summary>One atom; true when an operator may repeat it.</summary>
    private bool Atom()
    {
        var c = pattern[_at];
        switch (c)
        {
            case '(':
                return Group();
            case '[':
                Class();
                return true;
            case '\\':
                Escape();
                return true;
            case '$':
                _at++;
                _out.Append(_multiline ? "$" : "\\z");
                return true;
            case '^' or '.':
                _at++;
                _out.Append(c);
                return true;
            default:
                _at++;
                _out.Append(c is '{' or '}' or ']' or '#' or ' ' ? "\\" + c : c.ToString());
                return true;
        }
    }

    private bool Group()
    {
        if (++_depth > DepthMax)
        {
            throw new GoRegexSyntaxException("expression nests too deeply: `" + pattern + "`");
        }

        var start = _at++;
        var multiline = _multiline;
        var close = true;
        if (_at < pattern.Length && pattern[_at] == '?')
        {
            close = Flags(start);
        }
        else
        {
            _out.Append('(');
        }

        if (close)
        {
            Alternation();
            if (_at >= pattern.Length)
            {
                throw new GoRegexSyntaxException($"missing closing ): `{pattern}`");
            }

            _at++;
            _out.Append(')');
            _multiline = multiline;
        }

        _depth--;
        return close;
    }

    /// <summary>Names and flags; false for a group that only sets flags.</summary>
    private bool Flags(int start)
    {
        var rest = pattern.AsSpan(_at);
        if (rest.StartsWith("?P<") || (rest.StartsWith("?<") && !rest.StartsWith("?<=") && !rest.StartsWith("?<!")))
        {
            var open = pattern.IndexOf('<', _at);
            var end = pattern.IndexOf('>', open);
            var name = end < 0 ? "" : pattern[(open + 1)..end];
            if (name.Length == 0 || !name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_'))
            {
                throw new GoRegexSyntaxException($"invalid named capture: `{(end < 0 ? pattern[start..] : pattern[start..(end + 1)])}`");
            }

            _at = end + 1;
            _out.Append("(?<n").Append(name).Append('>');
            return true;
        }

        var on = new StringBuilder();
        var off = false;
        for (_at++; _at < pattern.Length; _at++)
        {
            var c = pattern[_at];
            if (c is 'i' or 's' or 'm' or 'U')
            {
                _multiline = c == 'm' ? !off : _multiline;
                on.Append(c == 'U' ? "" : c.ToString());
            }
            else if (c == '-' && !off)
            {
                off = true;
                on.Append('-');
            }
            else if (c is ':' or ')')
            {
                _at++;
                var flags = on.ToString().TrimEnd('-');
                _out.Append("(?").Append(flags).Append(c);
                return c == ':';
            }
            else
            {
                break;
            }
        }

        var shown = _at < pattern.Length ? pattern[start..(_at + 1)] : pattern[start..];
        throw new GoRegexSyntaxException(_at < pattern.Length
            ? $"invalid or unsupported Perl syntax: `{shown}`"
            : $"missing closing ): `{pattern}`");
    }

    private void Escape()
    {
        if (_at + 1 >= pattern.Length)
        {
            throw new GoRegexSyntaxException("trailing backslash at end of expression: ``");
        }

        var c = pattern[_at + 1];
        switch (c)
        {
            case 'A' or 'z' or 'b' or 'B':
                _at += 2;
                // RE2's word boundary is ASCII; .NET's differs only next to other letters.
                _out.Append('\\').Append(c);
                break;
            case 'Q':
                var end = pattern.IndexOf("\\E", _at, StringComparison.Ordinal);
                var literal = end < 0 ? pattern[(_at + 2)..] : pattern[(_at + 2)..end];
                _at = end < 0 ? pattern.Length : end + 2;
                _out.Append("(?:").Append(Regex.Escape(literal)).Append(')');
                break;
            case 'C':
                throw new GoRegexSyntaxException("invalid escape sequence: `\\C`");
            default:
                _out.Append(ClassEscape(out var set) is { } one ? Literal(one) : set.StartsWith('\\') && set[1] is 'p' or 'P' ? set : $"[{set}]");
                break;
        }
    }

    private static string Literal(int rune) => Regex.Escape(char.ConvertFromUtf32(rune)).Replace("}", "\\}", StringComparison.Ordinal)
        .Replace("]", "\\]", StringComparison.Ordinal);

    private int HexEscape(int start)
    {
        string digits;
        if (_at < pattern.Length && pattern[_at] == '{')
        {
            var end = pattern.IndexOf('}', _at);
            digits = end < 0 ? "" : pattern[(_at + 1)..end];
            _at = end < 0 ? pattern.Length : end + 1;
        }
        else
        {
            digits = _at + 2 <= pattern.Length ? pattern.Substring(_at, 2) : "";
            _at = Math.Min(pattern.Length, _at + 2);
        }

        return int.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var rune)
            && Rune.IsValid(rune)
            ? rune
            : throw new GoRegexSyntaxException($"invalid escape sequence: `{pattern[start.._at]}`");
    }
}
