using static Eso.Operator.Secrets.Regexp.RegexpException;

namespace Eso.Operator.Secrets.Regexp;

/// <summary>Escapes and character classes.</summary>
internal sealed partial class RegexpParser
{
    private static readonly int[] Digits = ['0', '9'];
    private static readonly int[] Spaces = ['\t', '\n', '\f', '\r', ' ', ' '];
    private static readonly int[] WordChars = ['0', '9', 'A', 'Z', '_', '_', 'a', 'z'];

    private static readonly Dictionary<string, int[]> PosixClasses = new(StringComparer.Ordinal)
    {
        ["alnum"] = ['0', '9', 'A', 'Z', 'a', 'z'],
        ["alpha"] = ['A', 'Z', 'a', 'z'],
        ["ascii"] = [0, 0x7F],
        ["blank"] = ['\t', '\t', ' ', ' '],
        ["cntrl"] = [0, 0x1F, 0x7F, 0x7F],
        ["digit"] = ['0', '9'],
        ["graph"] = ['!', '~'],
        ["lower"] = ['a', 'z'],
        ["print"] = [' ', '~'],
        ["punct"] = ['!', '/', ':', '@', '[', '`', '{', '~'],
        ["space"] = ['\t', '\r', ' ', ' '],
        ["upper"] = ['A', 'Z'],
        ["word"] = WordChars,
        ["xdigit"] = ['0', '9', 'A', 'F', 'a', 'f'],
    };

    private void ParseEscaped()
    {
        switch (Peek(1))
        {
            case 'A': PushEscape(NodeKind.BeginText); return;
            case 'b': PushEscape(NodeKind.WordBoundary); return;
            case 'B': PushEscape(NodeKind.NoWordBoundary); return;
            case 'z': PushEscape(NodeKind.EndText); return;
            case 'C': throw new RegexpException(InvalidEscape, @"\C");
            case 'Q':
                ParseQuoted();
                return;
        }
        var set = new CharClassBuilder();
        if (TryParseUnicodeClass(set) || TryParsePerlClass(set))
            Push(RegexpNode.Of(new CharClass(set.ToRanges())));
        else
            Literal(ParseEscapedRune());
    }

    private void ParseQuoted()
    {
        _at += 2;
        var end = _pattern.IndexOf(@"\E", _at, StringComparison.Ordinal);
        var stop = end < 0 ? _pattern.Length : end;
        while (_at < stop) Literal(NextRune());
        if (end >= 0) _at = end + 2;
    }

    private bool TryParsePerlClass(CharClassBuilder set)
    {
        if (Peek(0) != '\\') return false;
        var ranges = char.ToLowerInvariant(Peek(1)) switch
        {
            'd' => Digits,
            's' => Spaces,
            'w' => WordChars,
            _ => null,
        };
        if (ranges is null || Peek(1) == '\uFFFF') return false;
        AddGroup(set, ranges, negated: char.IsAsciiLetterUpper(Peek(1)));
        _at += 2;
        return true;
    }

    private void AddGroup(CharClassBuilder set, int[] ranges, bool negated)
    {
        if (Has(Options.FoldCase)) ranges = new CharClassBuilder().AddFolded(ranges).ToRanges();
        set.AddAll(negated ? CharClassBuilder.Negate(ranges) : ranges);
    }

    private bool TryParseUnicodeClass(CharClassBuilder set)
    {
        if (Peek(0) != '\\' || Peek(1) is not ('p' or 'P')) return false;
        var start = _at;
        var negated = Peek(1) == 'P';
        _at += 2;
        var c = NextRune();
        var name = _pattern[(start + 2).._at];
        if (c == '{')
        {
            var end = _pattern.IndexOf('}', start);
            if (end < 0)
            {
                if (!ByteText.IsValidUtf8(_pattern[start..])) throw new RegexpException(InvalidUtf8, _pattern[start..]);
                throw new RegexpException(InvalidCharRange, _pattern[start..]);
            }
            name = _pattern[(start + 3)..end];
            if (!ByteText.IsValidUtf8(name)) throw new RegexpException(InvalidUtf8, name);
            _at = end + 1;
        }
        if (name.StartsWith('^'))
        {
            negated = !negated;
            name = name[1..];
        }
        var ranges = UnicodeClasses.Find(name);
        if (ranges is null) throw new RegexpException(InvalidCharRange, _pattern[start.._at]);
        AddGroup(set, ranges, negated);
        return true;
    }

    private void ParseClass()
    {
        var start = _at++;
        var negated = Peek(0) == '^';
        if (negated) _at++;
        var set = new CharClassBuilder();
        for (var first = true; _at >= _pattern.Length || _pattern[_at] != ']' || first; first = false)
        {
            if (TryParsePosixClass(set) || TryParseUnicodeClass(set) || TryParsePerlClass(set)) continue;
            var range = _at;
            var low = ParseClassRune(start);
            var high = low;
            if (Peek(0) == '-' && _at + 1 < _pattern.Length && Peek(1) != ']')
            {
                _at++;
                high = ParseClassRune(start);
                if (high < low) throw new RegexpException(InvalidCharRange, _pattern[range.._at]);
            }
            if (Has(Options.FoldCase)) set.AddFolded(low, high);
            else set.Add(low, high);
        }
        _at++;
        Push(RegexpNode.Of(new CharClass(set.ToRanges(negated))));
    }

    private int ParseClassRune(int classStart)
    {
        if (_at >= _pattern.Length) throw new RegexpException(MissingBracket, _pattern[classStart..]);
        return Peek(0) == '\\' ? ParseEscapedRune() : NextRune();
    }

    private bool TryParsePosixClass(CharClassBuilder set)
    {
        if (_pattern.Length - _at <= 2 || Peek(0) != '[' || Peek(1) != ':') return false;
        var end = _pattern.IndexOf(":]", _at + 2, StringComparison.Ordinal);
        if (end < 0) return false;
        var name = _pattern[(_at + 2)..end];
        var negated = name.StartsWith('^');
        if (!PosixClasses.TryGetValue(negated ? name[1..] : name, out var ranges))
            throw new RegexpException(InvalidCharRange, _pattern[_at..(end + 2)]);
        AddGroup(set, ranges, negated);
        _at = end + 2;
        return true;
    }

    /// <summary>One escaped rune: punctuation, octal, hexadecimal, or one of C's letters.</summary>
    private int ParseEscapedRune()
    {
        var start = _at++;
        if (_at >= _pattern.Length) throw new RegexpException(TrailingBackslash, "");
        var c = NextRune();
        switch (c)
        {
            case >= '1' and <= '7' when Peek(0) is >= '0' and <= '7':
            case '0':
                var octal = c - '0';
                for (var i = 1; i < 3 && Peek(0) is >= '0' and <= '7'; i++) octal = octal * 8 + (_pattern[_at++] - '0');
                return octal;
            case 'x' when TryParseHex(out var hex):
                return hex;
            case 'a': return '\a';
            case 'f': return '\f';
            case 'n': return '\n';
            case 'r': return '\r';
            case 't': return '\t';
            case 'v': return '\v';
        }
        if (c < 0x80 && !char.IsAsciiLetterOrDigit((char)c)) return c;
        throw new RegexpException(InvalidEscape, _pattern[start.._at]);
    }

    private bool TryParseHex(out int value)
    {
        value = 0;
        if (_at >= _pattern.Length) return false;
        var c = NextRune();
        if (c != '{')
        {
            var high = Unhex(c);
            if (_at >= _pattern.Length) return false;
            var low = Unhex(NextRune());
            value = high * 16 + low;
            return high >= 0 && low >= 0;
        }
        for (var digits = 0; _at < _pattern.Length; digits++)
        {
            c = NextRune();
            if (c == '}') return digits > 0;
            var digit = Unhex(c);
            if (digit < 0) return false;
            value = value * 16 + digit;
            if (value > ByteText.MaxRune) return false;
        }
        return false;
    }

    private static int Unhex(int c) => c switch
    {
        >= '0' and <= '9' => c - '0',
        >= 'a' and <= 'f' => c - 'a' + 10,
        >= 'A' and <= 'F' => c - 'A' + 10,
        _ => -1,
    };
}
