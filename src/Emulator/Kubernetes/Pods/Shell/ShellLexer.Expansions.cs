namespace Eso.Emulator.Kubernetes.Pods.Shell;

/// <summary>Reading what begins with a dollar or a backquote.</summary>
internal sealed partial class ShellLexer
{
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
        if (string.CompareOrdinal(text, at, "((", 0, 2) == 0)
        {
            var inner = Balanced('(', ')');
            parts.Add(inner.EndsWith(')')
                ? new Part(PartKind.Arithmetic, inner[1..^1], inQuotes)
                : new Part(PartKind.Command, inner, inQuotes));
        }
        else if (at < text.Length && text[at] == '(')
        {
            parts.Add(new Part(PartKind.Command, Balanced('(', ')'), inQuotes));
        }
        else if (at < text.Length && text[at] == '{')
        {
            parts.Add(Braced(Balanced('{', '}'), inQuotes));
        }
        else
        {
            var start = at;
            if (at < text.Length && (text[at] is '?' or '$' or '#' or '@' or '*' || char.IsAsciiDigit(text[at])))
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

    /// <summary>What stands in <c>${…}</c>.</summary>
    private static Part Braced(string body, bool inQuotes)
    {
        if (body.Length > 1 && body[0] == '#')
        {
            return new Part(PartKind.Variable, body[1..], inQuotes, "#");
        }

        var name = 0;
        while (name < body.Length && (char.IsAsciiLetterOrDigit(body[name]) || body[name] == '_'
            || (name == 0 && body[name] is '?' or '@' or '*' or '#' or '$')))
        {
            name++;
        }

        if (name == 0)
        {
            throw new ShellSyntaxException("bad substitution");
        }

        var rest = body[name..];
        if (rest.Length == 0)
        {
            return new Part(PartKind.Variable, body, inQuotes);
        }

        foreach (var op in (string[])[":-", ":=", ":+", ":?", "##", "%%", "#", "%", "-", "=", "+", "?"])
        {
            if (rest.StartsWith(op, StringComparison.Ordinal))
            {
                return new Part(PartKind.Variable, body[..name], inQuotes, op, rest[op.Length..]);
            }
        }

        throw new ShellSyntaxException("bad substitution");
    }

    /// <summary>What a pair of brackets holds; quotes hide brackets.</summary>
    private string Balanced(char open, char close)
    {
        var depth = 0;
        var start = at + 1;
        var quote = '\0';
        for (; at < text.Length; at++)
        {
            var c = text[at];
            if (c == '\\' && quote != '\'')
            {
                at++;
            }
            else if (quote != '\0')
            {
                quote = c == quote ? '\0' : quote;
            }
            else if (c is '\'' or '"' && open == '(')
            {
                quote = c;
            }
            else
            {
                depth += c == open ? 1 : c == close ? -1 : 0;
                if (depth == 0)
                {
                    return text[start..at++];
                }
            }
        }

        throw new ShellSyntaxException(open == '{' ? "bad substitution" : "unterminated command substitution");
    }
}
