using static Eso.Operator.Secrets.Regexp.RegexpException;

namespace Eso.Operator.Secrets.Regexp;

/// <summary>
/// Reads Go's regular expression syntax (RE2 with Perl extensions, regexp/syntax flags Perl) and refuses what it refuses,
/// with its texts. Patterns are byte strings, see <see cref="ByteText"/>.
/// </summary>
internal sealed partial class RegexpParser
{
    private const int RepeatMax = 1000;

    private readonly string _pattern;
    private readonly Stack<Frame> _open = new();
    private readonly List<string> _names = [""];
    private Frame _frame = new(0, default, "");
    private Options _options;
    private int _at;

    private RegexpParser(string pattern) => _pattern = pattern;

    [Flags]
    private enum Options
    {
        None = 0,
        FoldCase = 1,
        MultiLine = 2,
        DotNewline = 4,
        Lazy = 8,
    }

    /// <summary>An open parenthesis: what it has collected, and the options to return to.</summary>
    private sealed class Frame(int capture, Options outer, string name)
    {
        internal readonly int Capture = capture;
        internal readonly Options Outer = outer;
        internal readonly string Name = name;
        internal readonly List<RegexpNode> Alternatives = [];
        internal List<RegexpNode> Sequence = [];
    }

    /// <summary>The tree and the group names, by index; unnamed ones are empty.</summary>
    internal static (RegexpNode Root, string[] Names) Parse(string pattern)
    {
        var parser = new RegexpParser(pattern);
        var root = parser.ParseAll();
        return (root, [.. parser._names]);
    }

    private RegexpNode ParseAll()
    {
        var lastRepeat = -1;
        while (_at < _pattern.Length)
        {
            var repeat = -1;
            var c = _pattern[_at];
            switch (c)
            {
                case '(' when Peek(1) == '?':
                    ParsePerlGroup();
                    break;
                case '(':
                    Open(NewCapture(""));
                    _at++;
                    break;
                case '|':
                    EndAlternative();
                    _at++;
                    break;
                case ')':
                    Close();
                    _at++;
                    break;
                case '^':
                    Push(NodeKind.BeginText, NodeKind.BeginLine);
                    break;
                case '$':
                    Push(NodeKind.EndText, NodeKind.EndLine);
                    break;
                case '.':
                    Push(RegexpNode.Of(Has(Options.DotNewline) ? CharClass.Any : CharClass.AnyNotNewline));
                    _at++;
                    break;
                case '[':
                    ParseClass();
                    break;
                case '*' or '+' or '?':
                    repeat = _at++;
                    Repeat(c == '+' ? 1 : 0, c == '?' ? 1 : -1, repeat, lastRepeat, counted: false);
                    break;
                case '{':
                    repeat = ParseCountedRepeat(lastRepeat);
                    break;
                case '\\':
                    ParseEscaped();
                    break;
                default:
                    Literal(NextRune());
                    break;
            }
            lastRepeat = repeat;
        }
        if (_open.Count > 0) throw new RegexpException(MissingParen, _pattern);
        return Finish(_frame);
    }

    private bool Has(Options option) => (_options & option) != 0;

    private char Peek(int ahead) => _at + ahead < _pattern.Length ? _pattern[_at + ahead] : '\uFFFF';

    private void Push(RegexpNode node) => _frame.Sequence.Add(node);

    private void Push(NodeKind oneLine, NodeKind multiLine)
    {
        Push(RegexpNode.Of(Has(Options.MultiLine) ? multiLine : oneLine));
        _at++;
    }

    private void PushEscape(NodeKind kind)
    {
        Push(RegexpNode.Of(kind));
        _at += 2;
    }

    private void Literal(int rune)
    {
        var set = new CharClassBuilder();
        if (Has(Options.FoldCase)) set.AddFolded(rune, rune);
        else set.Add(rune, rune);
        Push(RegexpNode.Of(new CharClass(set.ToRanges())));
    }

    private int NextRune()
    {
        var rune = ByteText.DecodeRune(_pattern, _at, out var width);
        if (rune == ByteText.RuneError && width == 1) throw new RegexpException(InvalidUtf8, _pattern[_at..]);
        _at += width;
        return rune;
    }

    private Frame NewCapture(string name)
    {
        _names.Add(name);
        return new Frame(_names.Count - 1, _options, name);
    }

    private void Open(Frame frame)
    {
        _open.Push(_frame);
        _frame = frame;
    }

    private void EndAlternative()
    {
        _frame.Alternatives.Add(RegexpNode.Many(NodeKind.Concat, _frame.Sequence, _pattern));
        _frame.Sequence = [];
    }

    private RegexpNode Finish(Frame frame)
    {
        EndAlternative();
        return RegexpNode.Many(NodeKind.Alternate, frame.Alternatives, _pattern);
    }

    private void Close()
    {
        if (_open.Count == 0) throw new RegexpException(UnexpectedParen, _pattern);
        var frame = _frame;
        var inner = Finish(frame);
        _frame = _open.Pop();
        _options = frame.Outer;
        Push(frame.Capture > 0 ? RegexpNode.Group(inner, frame.Capture, _pattern) : inner);
    }

    private void Repeat(int min, int max, int start, int lastRepeat, bool counted)
    {
        var lazy = Has(Options.Lazy);
        if (Peek(0) == '?')
        {
            _at++;
            lazy = !lazy;
        }
        // a** is an error in Perl; a*?* too.
        if (lastRepeat >= 0) throw new RegexpException(InvalidRepeatOp, _pattern[lastRepeat.._at]);
        if (_frame.Sequence.Count == 0) throw new RegexpException(MissingRepeatArgument, _pattern[start.._at]);
        var node = RegexpNode.Repeated(_frame.Sequence[^1], min, max, !lazy, _pattern);
        if (counted) node = node.AsCounted();
        if (counted && (min >= 2 || max >= 2) && !node.RepeatsWithin(RepeatMax, counted: true))
            throw new RegexpException(InvalidRepeatSize, _pattern[start.._at]);
        _frame.Sequence[^1] = node;
    }

    /// <summary>{n}, {n,}, {n,m}; anything else that begins with a brace is that brace.</summary>
    private int ParseCountedRepeat(int lastRepeat)
    {
        var start = _at;
        _at++;
        if (!TryParseCount(out var min, out var max))
        {
            _at = start + 1;
            Literal('{');
            return -1;
        }
        if (min is < 0 or > RepeatMax || max > RepeatMax || (max >= 0 && min > max))
            throw new RegexpException(InvalidRepeatSize, _pattern[start.._at]);
        Repeat(min, max, start, lastRepeat, counted: true);
        return start;
    }

    private bool TryParseCount(out int min, out int max)
    {
        max = 0;
        if (!TryParseInt(out min)) return false;
        if (Peek(0) != ',')
        {
            max = min;
        }
        else
        {
            _at++;
            if (Peek(0) == '}') max = -1;
            else if (!TryParseInt(out max)) return false;
            else if (max < 0) min = -1;
        }
        if (Peek(0) != '}') return false;
        _at++;
        return true;
    }

    private bool TryParseInt(out int value)
    {
        value = 0;
        if (!char.IsAsciiDigit(Peek(0)) || (Peek(0) == '0' && char.IsAsciiDigit(Peek(1)))) return false;
        for (; char.IsAsciiDigit(Peek(0)); _at++)
            if (value >= 0)
                value = value >= 100_000_000 ? -1 : value * 10 + (Peek(0) - '0');
        return true;
    }

    /// <summary>What begins with <c>(?</c>: a named group, flags, or a group without capture.</summary>
    private void ParsePerlGroup()
    {
        var rest = _pattern.Length - _at;
        var python = rest > 4 && Peek(2) == 'P' && Peek(3) == '<';
        if (python || (rest > 3 && Peek(2) == '<'))
        {
            ParseNamedGroup(python ? 4 : 3);
            return;
        }
        var start = _at;
        _at += 2;
        var (set, clear, negative, sawFlag) = (Options.None, Options.None, false, false);
        while (_at < _pattern.Length)
        {
            var c = NextRune();
            var flag = c switch
            {
                'i' => Options.FoldCase,
                'm' => Options.MultiLine,
                's' => Options.DotNewline,
                'U' => Options.Lazy,
                _ => Options.None,
            };
            if (flag != Options.None)
            {
                if (negative) clear |= flag;
                else set |= flag;
                sawFlag = true;
                continue;
            }
            if (c == '-' && !negative)
            {
                negative = true;
                sawFlag = false;
                continue;
            }
            if (c is not (':' or ')') || (negative && !sawFlag)) break;
            if (c == ':') Open(new Frame(0, _options, ""));
            _options = (_options | set) & ~clear;
            return;
        }
        throw new RegexpException(InvalidPerlOp, _pattern[start.._at]);
    }

    private void ParseNamedGroup(int prefix)
    {
        var end = _pattern.IndexOf('>', _at);
        if (end < 0)
        {
            if (!ByteText.IsValidUtf8(_pattern[_at..])) throw new RegexpException(InvalidUtf8, _pattern[_at..]);
            throw new RegexpException(InvalidNamedCapture, _pattern[_at..]);
        }
        var name = _pattern[(_at + prefix)..end];
        if (!ByteText.IsValidUtf8(name)) throw new RegexpException(InvalidUtf8, name);
        if (name.Length == 0 || name.Any(c => c != '_' && !char.IsAsciiLetterOrDigit(c)))
            throw new RegexpException(InvalidNamedCapture, _pattern[_at..(end + 1)]);
        Open(NewCapture(name));
        _at = end + 1;
    }
}
