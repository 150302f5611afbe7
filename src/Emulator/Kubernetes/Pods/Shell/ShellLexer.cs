using System.Text;

namespace Eso.Emulator.Kubernetes.Pods.Shell;

/// <summary>Cuts a script into words and operators.</summary>
internal sealed class ShellLexer(string text)
{
    private const int TokensMax = 20_000;

    private int at;

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

            tokens.Add(Operator() is { } op ? new Token(null, op) : new Token(ReadWord(), null));
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
        foreach (var op in (string[])["2>&1", "1>&2", ">&2", "&&", "||", ";;", ">>", "2>", "&", "|", ";", "\n", ">", "<", "(", ")"])
        {
            if (string.CompareOrdinal(text, at, op, 0, op.Length) == 0)
            {
                at += op.Length;
                return op == "\n" ? ";" : op;
            }
        }

        return null;
    }

    private Word ReadWord()
    {
        var parts = new List<Part>();
        var literal = new StringBuilder();
        var quoted = false;
        while (at < text.Length && text[at] is not (' ' or '\t' or '\n' or '\r' or ';' or '&' or '|' or '<' or '>' or '(' or ')'))
        {
            switch (text[at])
            {
                case '\'':
                    SingleQuoted(literal);
                    quoted = true;
                    break;
                case '"':
                    Flush(parts, literal, quoted);
                    DoubleQuoted(parts);
                    quoted = true;
                    break;
                case '\\' when at + 1 < text.Length:
                    literal.Append(text[at + 1]);
                    at += 2;
                    quoted = true;
                    break;
                case '$' or '`':
                    Flush(parts, literal, quoted);
                    Dollar(parts, inQuotes: false);
                    break;
                default:
                    literal.Append(text[at++]);
                    break;
            }
        }

        Flush(parts, literal, quoted);
        if (parts.Count == 0)
        {
            parts.Add(new Part(PartKind.Literal, "", true));
        }

        return new Word(parts);
    }

    private static void Flush(List<Part> parts, StringBuilder literal, bool quoted)
    {
        if (literal.Length > 0)
        {
            parts.Add(new Part(PartKind.Literal, literal.ToString(), quoted));
            literal.Clear();
        }
    }

    private void SingleQuoted(StringBuilder literal)
    {
        var end = text.IndexOf('\'', at + 1);
        if (end < 0)
        {
            throw new ShellSyntaxException("unterminated quoted string");
        }

        literal.Append(text, at + 1, end - at - 1);
        at = end + 1;
    }

    private void DoubleQuoted(List<Part> parts)
    {
        var literal = new StringBuilder();
        at++;
        while (true)
        {
            if (at >= text.Length)
            {
                throw new ShellSyntaxException("unterminated quoted string");
            }

            var c = text[at];
            if (c == '"')
            {
                at++;
                parts.Add(new Part(PartKind.Literal, literal.ToString(), true));
                return;
            }

            if (c == '\\' && at + 1 < text.Length && (text[at + 1] is '"' or '\\' or '$' or '`'))
            {
                literal.Append(text[at + 1]);
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
    }

    private void Dollar(List<Part> parts, bool inQuotes)
    {
        if (text[at] == '`')
        {
            var end = text.IndexOf('`', at + 1);
            if (end < 0)
            {
                throw new ShellSyntaxException("unterminated quoted string");
            }

            parts.Add(new Part(PartKind.Command, text[(at + 1)..end], inQuotes));
            at = end + 1;
            return;
        }

        at++;
        if (at < text.Length && text[at] == '(')
        {
            parts.Add(new Part(PartKind.Command, Balanced(), inQuotes));
        }
        else if (at < text.Length && text[at] == '{')
        {
            var end = text.IndexOf('}', at);
            if (end < 0)
            {
                throw new ShellSyntaxException("bad substitution");
            }

            var body = text[(at + 1)..end];
            var split = body.IndexOf(":-", StringComparison.Ordinal);
            parts.Add(split < 0
                ? new Part(PartKind.Variable, body, inQuotes)
                : new Part(PartKind.Variable, body[..split], inQuotes, body[(split + 2)..]));
            at = end + 1;
        }
        else
        {
            var start = at;
            if (at < text.Length && (text[at] is '?' or '$' or '#' or '@' or '*'))
            {
                at++;
            }
            else
            {
                while (at < text.Length && (char.IsAsciiLetterOrDigit(text[at]) || text[at] == '_'))
                {
                    at++;
                }
            }

            parts.Add(start == at
                ? new Part(PartKind.Literal, "$", true)
                : new Part(PartKind.Variable, text[start..at], inQuotes));
        }
    }

    private string Balanced()
    {
        var depth = 0;
        var start = at + 1;
        for (; at < text.Length; at++)
        {
            depth += text[at] == '(' ? 1 : text[at] == ')' ? -1 : 0;
            if (depth == 0)
            {
                return text[start..at++];
            }
        }

        throw new ShellSyntaxException("unterminated command substitution");
    }
}
