using System.Text;

namespace Eso.Emulator.Kubernetes.Pods.Shell;

/// <summary>Cuts a script into words and operators.</summary>
internal sealed partial class ShellLexer(string text)
{
    private const int TokensMax = 20_000;

    private static readonly string[] Operators =
    [
        "2>&1", "1>&2", ">&2", "2>>", "&>", "<<-", "<<", "&&", "||", ";;", ">>", "2>",
        "&", "|", ";", "\n", ">", "<", "(", ")",
    ];

    private readonly List<(List<Part> Into, string End, bool IsPlain, bool Strips)> documents = [];
    private int at;

    /// <summary>A text as double quotes would have it: only its expansions are special.</summary>
    public static Word Quoted(string text)
    {
        var lexer = new ShellLexer(text);
        var parts = new List<Part>();
        lexer.Expansions(parts, '\0');
        return new Word(parts);
    }

    /// <summary>A token: a word, or an operator such as <c>;</c>, <c>&amp;&amp;</c>, <c>|</c>, <c>&gt;</c>, newline as <c>;</c>.</summary>
    internal readonly record struct Token(Word? Word, string? Operator);

    public List<Token> Read()
    {
        var tokens = new List<Token>();
        while (true)
        {
            SkipBlanks();
            if (at >= text.Length)
            {
                return tokens;
            }

            if (tokens.Count > TokensMax)
            {
                throw new ShellSyntaxException("script too long");
            }

            if (Operator() is not { } op)
            {
                tokens.Add(new Token(ReadWord(), null));
            }
            else if (op is "<<" or "<<-")
            {
                tokens.Add(new Token(null, "<<"));
                tokens.Add(new Token(Document(op == "<<-"), null));
            }
            else
            {
                tokens.Add(new Token(null, op));
            }
        }
    }

    private void SkipBlanks()
    {
        while (at < text.Length)
        {
            if (text[at] is ' ' or '\t' or '\r')
            {
                at++;
            }
            else if (text[at] == '\\' && at + 1 < text.Length && text[at + 1] == '\n')
            {
                at += 2;
            }
            else if (text[at] == '#')
            {
                while (at < text.Length && text[at] != '\n')
                {
                    at++;
                }
            }
            else
            {
                return;
            }
        }
    }

    private string? Operator()
    {
        foreach (var op in Operators)
        {
            if (string.CompareOrdinal(text, at, op, 0, op.Length) == 0)
            {
                at += op.Length;
                if (op == "\n")
                {
                    ReadDocuments();
                    return ";";
                }

                return op;
            }
        }

        return null;
    }

    private Word ReadWord()
    {
        var parts = new List<Part>();
        var literal = new StringBuilder();
        while (at < text.Length && text[at] is not (' ' or '\t' or '\n' or '\r' or ';' or '&' or '|' or '<' or '>' or '(' or ')'))
        {
            switch (text[at])
            {
                case '\'':
                    Flush(parts, literal);
                    parts.Add(new Part(PartKind.Literal, SingleQuoted(), true));
                    break;
                case '"':
                    Flush(parts, literal);
                    at++;
                    Expansions(parts, '"');
                    break;
                case '\\' when at + 1 < text.Length:
                    Flush(parts, literal);
                    parts.Add(new Part(PartKind.Literal, text[at + 1] == '\n' ? "" : text[at + 1].ToString(), true));
                    at += 2;
                    break;
                case '$' or '`':
                    Flush(parts, literal);
                    Dollar(parts, inQuotes: false);
                    break;
                default:
                    literal.Append(text[at++]);
                    break;
            }
        }

        Flush(parts, literal);
        if (parts.Count == 0)
        {
            parts.Add(new Part(PartKind.Literal, "", true));
        }

        return new Word(parts);
    }

    private static void Flush(List<Part> parts, StringBuilder literal)
    {
        if (literal.Length > 0)
        {
            parts.Add(new Part(PartKind.Literal, literal.ToString(), false));
            literal.Clear();
        }
    }

    private string SingleQuoted()
    {
        var end = text.IndexOf('\'', at + 1);
        if (end < 0)
        {
            throw new ShellSyntaxException("unterminated quoted string");
        }

        var inner = text[(at + 1)..end];
        at = end + 1;
        return inner;
    }

    /// <summary>Reads up to a closing quote, or to the end when there is none to come.</summary>
    private void Expansions(List<Part> parts, char close)
    {
        var literal = new StringBuilder();
        while (at < text.Length && (close == '\0' || text[at] != close))
        {
            var c = text[at];
            if (c == '\\' && at + 1 < text.Length
                && (text[at + 1] is '\\' or '$' or '`' or '\n' || text[at + 1] == close))
            {
                literal.Append(text[at + 1] == '\n' ? "" : text[at + 1].ToString());
                at += 2;
            }
            else if (c is '$' or '`')
            {
                if (literal.Length > 0)
                {
                    parts.Add(new Part(PartKind.Literal, literal.ToString(), true));
                    literal.Clear();
                }

                Dollar(parts, inQuotes: true);
            }
            else
            {
                literal.Append(c);
                at++;
            }
        }

        if (close != '\0' && at++ >= text.Length)
        {
            throw new ShellSyntaxException("unterminated quoted string");
        }

        parts.Add(new Part(PartKind.Literal, literal.ToString(), true));
    }

    /// <summary>The word of a here-document, to be filled when its lines come.</summary>
    private Word Document(bool strips)
    {
        SkipBlanks();
        var end = ReadWord();
        var into = new List<Part>();
        documents.Add((into, string.Concat(end.Parts.Select(p => p.Text)), end.Parts.Any(p => p.Quoted), strips));
        return new Word(into);
    }

    private void ReadDocuments()
    {
        foreach (var (into, end, isPlain, strips) in documents)
        {
            var body = new StringBuilder();
            while (true)
            {
                if (at >= text.Length)
                {
                    throw new ShellSyntaxException("unterminated here-document");
                }

                var stop = text.IndexOf('\n', at);
                var line = stop < 0 ? text[at..] : text[at..stop];
                at = stop < 0 ? text.Length : stop + 1;
                line = strips ? line.TrimStart('\t') : line;
                if (line == end)
                {
                    break;
                }

                body.Append(line).Append('\n');
            }

            var said = body.ToString();
            into.AddRange(isPlain ? [new Part(PartKind.Literal, said, true)] : Quoted(said).Parts);
        }

        documents.Clear();
    }
}
