using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Eso.Emulator.Kubernetes.Wire;

/// <summary>
/// Go's regular expressions (RE2 syntax) on .NET's non-backtracking engine, so that time stays linear in the text. The
/// pattern is checked and rewritten here; faults read as regexp/syntax words them.
/// </summary>
internal sealed class GoRegex
{
    private const int PatternMax = 10_000;
    private const int CacheMax = 2_000;
    private static readonly ConcurrentDictionary<string, (GoRegex? Regex, string Error)> Cache = new(StringComparer.Ordinal);

    private readonly Regex _regex;

    private GoRegex(Regex regex) => _regex = regex;

    /// <summary>The compiled pattern; null and Go's error text when it is none.</summary>
    public static GoRegex? Compile(string pattern, out string error)
    {
        if (Cache.Count > CacheMax)
        {
            Cache.Clear();
        }

        (var regex, error) = Cache.GetOrAdd(pattern, static p => Make(p));
        return regex;
    }

    public bool IsMatch(string text) => _regex.IsMatch(text);

    /// <summary>The first match; null when there is none.</summary>
    public string? Find(string text) => _regex.Match(text) is { Success: true } match ? match.Value : null;

    /// <summary>All matches, at most <paramref name="limit"/> when that is not negative.</summary>
    public List<string> FindAll(string text, long limit)
    {
        var found = new List<string>();
        var last = -1;
        for (var match = _regex.Match(text); match.Success && (limit < 0 || found.Count < limit); match = match.NextMatch())
        {
            // Go refuses an empty match right behind the previous one.
            if (match.Length > 0 || match.Index != last)
            {
                found.Add(match.Value);
            }

            last = match.Index + match.Length;
        }

        return found;
    }

    private static (GoRegex? Regex, string Error) Make(string pattern)
    {
        if (pattern.Length > PatternMax)
        {
            return (null, "error parsing regexp: expression too large");
        }

        try
        {
            var rewritten = new Rewriter(pattern).Run();
            return (new GoRegex(new Regex(rewritten, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant)), "");
        }
        catch (SyntaxException e)
        {
            return (null, "error parsing regexp: " + e.Message);
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            return (null, "error parsing regexp: expression too large");
        }
    }

    private sealed class SyntaxException(string message) : Exception(message);

    private sealed class Rewriter(string pattern)
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
                throw new SyntaxException($"unexpected ): `{pattern}`");
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
                throw new SyntaxException($"missing argument to repetition operator: `{op}`");
            }

            if (last.Length > 0)
            {
                throw new SyntaxException($"invalid nested repetition operator: `{last}{op}`");
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
                throw new SyntaxException($"invalid repeat count: `{text}`");
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
                throw new SyntaxException("expression nests too deeply: `" + pattern + "`");
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
                    throw new SyntaxException($"missing closing ): `{pattern}`");
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
                    throw new SyntaxException($"invalid named capture: `{(end < 0 ? pattern[start..] : pattern[start..(end + 1)])}`");
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
            throw new SyntaxException(_at < pattern.Length
                ? $"invalid or unsupported Perl syntax: `{shown}`"
                : $"missing closing ): `{pattern}`");
        }

        private void Escape()
        {
            if (_at + 1 >= pattern.Length)
            {
                throw new SyntaxException("trailing backslash at end of expression: ``");
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
                    throw new SyntaxException("invalid escape sequence: `\\C`");
                default:
                    _out.Append(ClassEscape(out var set) is { } one ? Literal(one) : set.StartsWith('\\') && set[1] is 'p' or 'P' ? set : $"[{set}]");
                    break;
            }
        }

        private static string Literal(int rune) => Regex.Escape(char.ConvertFromUtf32(rune)).Replace("}", "\\}", StringComparison.Ordinal)
            .Replace("]", "\\]", StringComparison.Ordinal);

        /// <summary>An escape inside or outside a class: a rune, or null and a set.</summary>
        private int? ClassEscape(out string set)
        {
            var start = _at;
            set = "";
            _at++;
            if (_at >= pattern.Length)
            {
                throw new SyntaxException("trailing backslash at end of expression: ``");
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
                        : throw new SyntaxException($"invalid escape sequence: `{pattern[start.._at]}`");
            }
        }

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
                : throw new SyntaxException($"invalid escape sequence: `{pattern[start.._at]}`");
        }

        private string Property(int start, bool negated)
        {
            string name;
            if (_at < pattern.Length && pattern[_at] == '{')
            {
                var end = pattern.IndexOf('}', _at);
                if (end < 0)
                {
                    throw new SyntaxException($"invalid character class range: `{pattern[start..]}`");
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
                throw new SyntaxException($"invalid character class range: `{pattern[start.._at]}`");
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
                    throw new SyntaxException($"missing closing ]: `{pattern[start..]}`");
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
                return Posix(name) ?? throw new SyntaxException($"invalid character class range: `{name}`");
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
                : throw new SyntaxException($"invalid character class range: `{pattern[from.._at]}`");
        }

        private int? ClassRune(int start, out string set)
        {
            set = "";
            if (_at >= pattern.Length)
            {
                throw new SyntaxException($"missing closing ]: `{pattern[start..]}`");
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
}
