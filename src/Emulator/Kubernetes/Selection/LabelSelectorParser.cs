using Eso.Emulator.Kubernetes.Validation;

namespace Eso.Emulator.Kubernetes.Selection;

/// <summary>The grammar of labels.Parse with its error texts.</summary>
internal sealed class LabelSelectorParser
{
    private readonly List<(Token Token, string Text)> _items = [];
    private int _at;

    public LabelSelectorParser(string selector) => Scan(selector);

    private enum Token
    {
        Error,
        End,
        Close,
        Comma,
        Not,
        DoubleEqual,
        Equal,
        Greater,
        Identifier,
        In,
        Less,
        NotEqual,
        NotIn,
        Open,
    }

    public List<LabelRequirement> Parse()
    {
        var requirements = new List<LabelRequirement>();
        while (true)
        {
            var (token, text) = Peek();
            if (token == Token.End)
            {
                return requirements;
            }

            if (token is not (Token.Identifier or Token.Not))
            {
                throw new SelectorException($"found '{text}', expected: !, identifier, or 'end of string'");
            }

            try
            {
                requirements.Add(Requirement());
            }
            catch (SelectorException e)
            {
                throw new SelectorException("unable to parse requirement: " + e.Message);
            }

            (token, text) = Next();
            if (token == Token.End)
            {
                return requirements;
            }

            if (token != Token.Comma)
            {
                throw new SelectorException($"found '{text}', expected: ',' or 'end of string'");
            }

            (token, text) = Peek();
            if (token is not (Token.Identifier or Token.Not))
            {
                throw new SelectorException($"found '{text}', expected: identifier after ','");
            }
        }
    }

    private LabelRequirement Requirement()
    {
        var (token, key) = Next();
        var not = token == Token.Not;
        if (not)
        {
            (token, key) = Next();
        }

        if (token != Token.Identifier)
        {
            throw new SelectorException($"found '{key}', expected: identifier");
        }

        if (LabelRules.KeyErrors(key) is { Count: > 0 } errors)
        {
            throw new SelectorException($"<nil>: Invalid value: {FieldError.Quote(key)}: {string.Join("; ", errors)}");
        }

        if (not || Peek().Token is Token.End or Token.Comma)
        {
            return LabelRequirement.Create(key, not ? LabelOperator.DoesNotExist : LabelOperator.Exists, []);
        }

        var op = Operator();
        var values = op is LabelOperator.In or LabelOperator.NotIn ? Values() : ExactValue();
        return LabelRequirement.Create(key, op, [.. values]);
    }

    private LabelOperator Operator()
    {
        var (token, text) = _items[_at++];
        return token switch
        {
            Token.In => LabelOperator.In,
            Token.Equal => LabelOperator.Equal,
            Token.DoubleEqual => LabelOperator.DoubleEqual,
            Token.Greater => LabelOperator.GreaterThan,
            Token.Less => LabelOperator.LessThan,
            Token.NotIn => LabelOperator.NotIn,
            Token.NotEqual => LabelOperator.NotEqual,
            _ => throw new SelectorException($"found '{text}', expected: in, notin, =, ==, !=, gt, lt"),
        };
    }

    private SortedSet<string> Values()
    {
        var (token, text) = Next();
        if (token != Token.Open)
        {
            throw new SelectorException($"found '{text}' expected: '('");
        }

        (token, text) = Peek();
        switch (token)
        {
            case Token.Identifier or Token.Comma:
                var values = Identifiers();
                return Next().Token == Token.Close ? values : throw new SelectorException($"found '{text}', expected: ')'");
            case Token.Close:
                Next();
                return new SortedSet<string>(StringComparer.Ordinal) { "" };
            default:
                throw new SelectorException($"found '{text}', expected: ',', ')' or identifier");
        }
    }

    private SortedSet<string> Identifiers()
    {
        var values = new SortedSet<string>(StringComparer.Ordinal);
        while (true)
        {
            var (token, text) = Next();
            switch (token)
            {
                case Token.Identifier:
                    values.Add(text);
                    var (next, nextText) = Peek();
                    if (next == Token.Close)
                    {
                        return values;
                    }

                    if (next != Token.Comma)
                    {
                        throw new SelectorException($"found '{nextText}', expected: ',' or ')'");
                    }

                    break;
                case Token.Comma:
                    if (values.Count == 0 || Peek().Token is Token.Close or Token.Comma)
                    {
                        values.Add("");
                    }

                    if (Peek().Token == Token.Close)
                    {
                        return values;
                    }

                    break;
                default:
                    throw new SelectorException($"found '{text}', expected: ',', or identifier");
            }
        }
    }

    private SortedSet<string> ExactValue()
    {
        if (Peek().Token is Token.End or Token.Comma)
        {
            return new SortedSet<string>(StringComparer.Ordinal) { "" };
        }

        var (token, text) = Next();
        return token == Token.Identifier
            ? new SortedSet<string>(StringComparer.Ordinal) { text }
            : throw new SelectorException($"found '{text}', expected: identifier");
    }

    /// <summary>in and notin are values everywhere but behind a key. Reading beyond the end stays at the end.</summary>
    private (Token Token, string Text) Peek()
    {
        var item = _items[Math.Min(_at, _items.Count - 1)];
        return item.Token is Token.In or Token.NotIn ? (Token.Identifier, item.Text) : item;
    }

    private (Token Token, string Text) Next()
    {
        var item = Peek();
        _at++;
        return item;
    }

    private void Scan(string selector)
    {
        var at = 0;
        while (true)
        {
            while (at < selector.Length && IsSpace(selector[at]))
            {
                at++;
            }

            // A NUL ends the text, as in the real lexer.
            if (at >= selector.Length || selector[at] == '\0')
            {
                _items.Add((Token.End, ""));
                return;
            }

            _items.Add(IsSymbol(selector[at]) ? Symbol(selector, ref at) : Word(selector, ref at));
        }
    }

    private static (Token Token, string Text) Word(string selector, ref int at)
    {
        var start = at;
        while (at < selector.Length && !IsSpace(selector[at]) && !IsSymbol(selector[at]) && selector[at] != '\0')
        {
            at++;
        }

        var text = selector[start..at];
        return (text switch { "in" => Token.In, "notin" => Token.NotIn, _ => Token.Identifier }, text);
    }

    /// <summary>The longest known symbol that begins here.</summary>
    private static (Token Token, string Text) Symbol(string selector, ref int at)
    {
        var two = at + 1 < selector.Length ? selector.Substring(at, 2) : "";
        var found = two is "==" or "!=" ? two : selector[at].ToString();
        at += found.Length;
        var token = found switch
        {
            ")" => Token.Close,
            "," => Token.Comma,
            "!" => Token.Not,
            "==" => Token.DoubleEqual,
            "=" => Token.Equal,
            ">" => Token.Greater,
            "<" => Token.Less,
            "!=" => Token.NotEqual,
            "(" => Token.Open,
            _ => Token.Error,
        };
        return (token, found);
    }

    private static bool IsSpace(char c) => c is ' ' or '\t' or '\r' or '\n';

    private static bool IsSymbol(char c) => "=!(),><".Contains(c);
}
