using Eso.Operator.Secrets.Templating.Formatting;

namespace Eso.Operator.Secrets.Templating.Parsing;

internal enum TokenKind
{
    Error,
    Bool,
    Char,
    CharConstant,
    Complex,
    Assign,
    Declare,
    Eof,
    Field,
    Identifier,
    LeftDelim,
    LeftParen,
    Number,
    Pipe,
    RawString,
    RightDelim,
    RightParen,
    Space,
    String,
    Text,
    Variable,

    // Keywords come after all the rest.
    Dot,
    Block,
    Break,
    Continue,
    Define,
    Else,
    End,
    If,
    Nil,
    Range,
    Template,
    With,
}

internal readonly record struct Token(TokenKind Kind, int Position, string Text, int Line)
{
    /// <summary>As Go's parse errors show it.</summary>
    public override string ToString() => Kind switch
    {
        TokenKind.Eof => "EOF",
        TokenKind.Error => Text,
        >= TokenKind.Dot => $"<{Text}>",
        _ when Text.Length > 10 => GoQuote.Quote(FirstRunes(Text, 10)) + "...",
        _ => GoQuote.Quote(Text),
    };

    private static string FirstRunes(string text, int count)
    {
        var at = 0;
        for (; count > 0 && at < text.Length; count--)
        {
            ByteText.DecodeRune(text, at, out var width);
            at += width;
        }
        return text[..at];
    }
}
