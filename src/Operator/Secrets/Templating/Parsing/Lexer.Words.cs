using Eso.Operator.Secrets.Templating.Formatting;

namespace Eso.Operator.Secrets.Templating.Parsing;

/// <summary>Words, numbers and quoted text inside an action.</summary>
internal sealed partial class Lexer
{
    private Token LexSpace()
    {
        var from = _at;
        while (IsSpace(Peek())) Read();
        // The last space may belong to a trimming delimiter.
        if (HasRightTrim(_at - 1) && StartsWith(rightDelim, 1))
        {
            Unread(_input[_at - 1]);
            if (_at == from) return LexRightDelim();
        }
        return Emit(TokenKind.Space);
    }

    private bool AtTerminator()
    {
        var rune = Peek();
        return IsSpace(rune) || rune is Eof or '.' or ',' or '|' or ':' or ')' or '(' || StartsWith(rightDelim);
    }

    private Token LexIdentifier()
    {
        while (IsAlphaNumeric(Peek())) Read();
        if (!AtTerminator()) return Error($"bad character {GoQuote.Unicode(Peek())}");
        var word = _input[_start.._at];
        if (Keywords.TryGetValue(word, out var keyword)) return Emit(keyword);
        return Emit(word is "true" or "false" ? TokenKind.Bool : TokenKind.Identifier);
    }

    private Token LexFieldOrVariable(TokenKind kind)
    {
        if (AtTerminator()) return Emit(kind == TokenKind.Variable ? TokenKind.Variable : TokenKind.Dot);
        while (IsAlphaNumeric(Peek())) Read();
        return AtTerminator() ? Emit(kind) : Error($"bad character {GoQuote.Unicode(Peek())}");
    }

    private Token LexQuoted(int quote, TokenKind kind, string unterminated)
    {
        while (true)
        {
            var rune = Read();
            if (rune == '\\') rune = Read() is var escaped && escaped is Eof or '\n' ? Eof : 0;
            if (rune is Eof or '\n') return Error(unterminated);
            if (rune == quote) return Emit(kind);
        }
    }

    private Token LexRaw()
    {
        while (true)
        {
            var rune = Read();
            if (rune == Eof) return Error("unterminated raw quoted string");
            if (rune == '`') return Emit(TokenKind.RawString);
        }
    }

    private Token LexNumber()
    {
        if (!ScanNumber()) return Error($"bad number syntax: {GoQuote.Quote(_input[_start.._at])}");
        if (Peek() is not ('+' or '-')) return Emit(TokenKind.Number);
        // Complex: 1+2i, no spaces.
        if (!ScanNumber() || _input[_at - 1] != 'i')
            return Error($"bad number syntax: {GoQuote.Quote(_input[_start.._at])}");
        return Emit(TokenKind.Complex);
    }

    private bool ScanNumber()
    {
        const string Decimal = "0123456789_";
        Accept("+-");
        var digits = Decimal;
        if (Accept("0"))
        {
            if (Accept("xX")) digits = "0123456789abcdefABCDEF_";
            else if (Accept("oO")) digits = "01234567_";
            else if (Accept("bB")) digits = "01_";
        }
        AcceptRun(digits);
        if (Accept(".")) AcceptRun(digits);
        if ((digits.Length == 11 && Accept("eE")) || (digits.Length == 23 && Accept("pP")))
        {
            Accept("+-");
            AcceptRun(Decimal);
        }
        Accept("i");
        if (!IsAlphaNumeric(Peek())) return true;
        Read();
        return false;
    }
}
