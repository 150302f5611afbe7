using System.Text;
using Eso.Operator.Secrets.Templating.Formatting;

namespace Eso.Operator.Secrets.Templating.Parsing;

/// <summary>Splits a template into tokens the way text/template/parse does, with its error texts and line numbers.</summary>
internal sealed partial class Lexer(string input, string leftDelim, string rightDelim)
{
    private const int Eof = -1;
    private const string LeftComment = "/*";
    private const string RightComment = "*/";

    private static readonly Dictionary<string, TokenKind> Keywords = new(StringComparer.Ordinal)
    {
        ["."] = TokenKind.Dot,
        ["block"] = TokenKind.Block,
        ["break"] = TokenKind.Break,
        ["continue"] = TokenKind.Continue,
        ["define"] = TokenKind.Define,
        ["else"] = TokenKind.Else,
        ["end"] = TokenKind.End,
        ["if"] = TokenKind.If,
        ["nil"] = TokenKind.Nil,
        ["range"] = TokenKind.Range,
        ["template"] = TokenKind.Template,
        ["with"] = TokenKind.With,
    };

    private string _input = input;
    private int _at;
    private int _start;
    private int _line = 1;
    private int _startLine = 1;
    private int _parenDepth;
    private bool _insideAction;

    internal Token Next()
    {
        while (true)
        {
            var token = _insideAction ? LexInsideAction() : LexText();
            if (token is { } found) return found;
        }
    }

    private Token Emit(TokenKind kind)
    {
        var token = new Token(kind, _start, _input[_start.._at], _startLine);
        _start = _at;
        _startLine = _line;
        return token;
    }

    private void Ignore()
    {
        _line += _input.AsSpan(_start, _at - _start).Count('\n');
        _start = _at;
        _startLine = _line;
    }

    private Token Error(string message)
    {
        var token = new Token(TokenKind.Error, _start, message, _startLine);
        _input = "";
        _start = _at = 0;
        return token;
    }

    private int Read()
    {
        if (_at >= _input.Length) return Eof;
        var rune = ByteText.DecodeRune(_input, _at, out var width);
        _at += width;
        if (rune == '\n') _line++;
        return rune;
    }

    private int Peek() => _at >= _input.Length ? Eof : ByteText.DecodeRune(_input, _at, out _);

    private void Unread(int rune)
    {
        if (rune == Eof) return;
        ByteText.DecodeLastRune(_input, _at, out var width);
        _at -= width;
        if (rune == '\n') _line--;
    }

    private bool Accept(string valid)
    {
        if (_at >= _input.Length || !valid.Contains(_input[_at])) return false;
        _at++;
        return true;
    }

    private void AcceptRun(string valid)
    {
        while (Accept(valid))
        {
        }
    }

    private bool StartsWith(string text, int offset = 0) =>
        _at + offset <= _input.Length && _input.AsSpan(_at + offset).StartsWith(text, StringComparison.Ordinal);

    private static bool IsSpace(int rune) => rune is ' ' or '\t' or '\r' or '\n';

    internal static bool IsAlphaNumeric(int rune) =>
        rune == '_' || (Rune.IsValid(rune) && (Rune.IsLetter(new Rune(rune)) || Rune.IsDigit(new Rune(rune))));

    private bool HasLeftTrim(int at) => at + 1 < _input.Length && _input[at] == '-' && IsSpace(_input[at + 1]);

    private bool HasRightTrim(int at) => at + 1 < _input.Length && IsSpace(_input[at]) && _input[at + 1] == '-';

    private bool AtRightDelim(out bool trim)
    {
        trim = HasRightTrim(_at) && StartsWith(rightDelim, 2);
        return trim || StartsWith(rightDelim);
    }

    private Token? LexText()
    {
        var delim = _input.IndexOf(leftDelim, _at, StringComparison.Ordinal);
        if (delim < 0)
        {
            _at = _input.Length;
            if (_at <= _start) return new Token(TokenKind.Eof, _at, "EOF", _startLine);
            _line += _input.AsSpan(_start, _at - _start).Count('\n');
            return Emit(TokenKind.Text);
        }
        if (delim > _at)
        {
            _at = delim;
            if (HasLeftTrim(delim + leftDelim.Length))
                while (_at > _start && IsSpace(_input[_at - 1]))
                    _at--;
            _line += _input.AsSpan(_start, _at - _start).Count('\n');
            var text = Emit(TokenKind.Text);
            _at = delim;
            Ignore();
            if (text.Text.Length > 0) return text;
        }
        return LexLeftDelim();
    }

    private Token? LexLeftDelim()
    {
        _at += leftDelim.Length;
        var marker = HasLeftTrim(_at) ? 2 : 0;
        if (StartsWith(LeftComment, marker))
        {
            _at += marker;
            Ignore();
            return LexComment();
        }
        var token = Emit(TokenKind.LeftDelim);
        _insideAction = true;
        _at += marker;
        Ignore();
        _parenDepth = 0;
        return token;
    }

    private Token? LexComment()
    {
        var end = _input.IndexOf(RightComment, _at + LeftComment.Length, StringComparison.Ordinal);
        if (end < 0) return Error("unclosed comment");
        _at = end + RightComment.Length;
        if (!AtRightDelim(out var trim)) return Error("comment ends before closing delimiter");
        _at += rightDelim.Length + (trim ? 2 : 0);
        if (trim) SkipSpace();
        Ignore();
        return null;
    }

    private void SkipSpace()
    {
        while (_at < _input.Length && IsSpace(_input[_at])) _at++;
    }

    private Token LexRightDelim()
    {
        AtRightDelim(out var trim);
        if (trim)
        {
            _at += 2;
            Ignore();
        }
        _at += rightDelim.Length;
        var token = Emit(TokenKind.RightDelim);
        if (trim)
        {
            SkipSpace();
            Ignore();
        }
        _insideAction = false;
        return token;
    }

    private Token LexInsideAction()
    {
        if (AtRightDelim(out _)) return _parenDepth == 0 ? LexRightDelim() : Error("unclosed left paren");
        var rune = Read();
        switch (rune)
        {
            case Eof: return Error("unclosed action");
            case ' ' or '\t' or '\r' or '\n':
                Unread(rune);
                return LexSpace();
            case '=': return Emit(TokenKind.Assign);
            case ':': return Read() == '=' ? Emit(TokenKind.Declare) : Error("expected :=");
            case '|': return Emit(TokenKind.Pipe);
            case '"': return LexQuoted('"', TokenKind.String, "unterminated quoted string");
            case '\'': return LexQuoted('\'', TokenKind.CharConstant, "unterminated character constant");
            case '`': return LexRaw();
            case '$': return LexFieldOrVariable(TokenKind.Variable);
            // .5 is a number, .x a field.
            case '.' when _at < _input.Length && !char.IsAsciiDigit(_input[_at]): return LexFieldOrVariable(TokenKind.Field);
            case '.' or '+' or '-' or (>= '0' and <= '9'):
                Unread(rune);
                return LexNumber();
            case '(':
                _parenDepth++;
                return Emit(TokenKind.LeftParen);
            case ')':
                _parenDepth--;
                return _parenDepth < 0 ? Error("unexpected right paren") : Emit(TokenKind.RightParen);
        }
        if (IsAlphaNumeric(rune)) return LexIdentifier();
        return rune is > ' ' and < 0x7F
            ? Emit(TokenKind.Char)
            : Error($"unrecognized character in action: {GoQuote.Unicode(rune)}");
    }
}
