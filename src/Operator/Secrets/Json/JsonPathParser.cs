using System.Globalization;

namespace Eso.Operator.Secrets.Json;

/// <summary>Reads a JSONPath into its steps.</summary>
internal ref struct JsonPathParser
{
    private const int StepsMax = 1000;

    private readonly string path;
    private int at;
    private int depth;

    private JsonPathParser(string path) => this.path = path;

    /// <exception cref="ValueException">The path is malformed.</exception>
    public static List<JsonPathStep> Parse(string path)
    {
        var parser = new JsonPathParser(path);
        if (path.Length == 0 || path[0] != '$')
        {
            throw parser.Wrong("a path begins with $");
        }

        parser.at = 1;
        return parser.Steps();
    }

    private List<JsonPathStep> Steps()
    {
        var steps = new List<JsonPathStep>();
        while (at < path.Length && path[at] is '.' or '[')
        {
            if (steps.Count > StepsMax)
            {
                throw Wrong("too many steps");
            }

            if (path[at] == '[')
            {
                steps.Add(Bracket());
                continue;
            }

            at++;
            if (at < path.Length && path[at] == '.')
            {
                at++;
                steps.Add(new DescentStep());
                if (at < path.Length && path[at] == '[')
                {
                    continue;
                }
            }

            steps.Add(Name());
        }

        return at == path.Length || depth > 0 ? steps : throw Wrong($"unexpected '{path[at]}'");
    }

    private JsonPathStep Name()
    {
        if (at < path.Length && path[at] == '*')
        {
            at++;
            return new WildcardStep();
        }

        var start = at;
        while (at < path.Length && (char.IsLetterOrDigit(path[at]) || path[at] is '_' or '-' or '$' or '@'))
        {
            at++;
        }

        return at > start ? new NameStep(path[start..at]) : throw Wrong("a name is missing");
    }

    private JsonPathStep Bracket()
    {
        at++;
        Blanks();
        if (at < path.Length && path[at] == '?')
        {
            at++;
            return Closed(Filter());
        }

        var parts = new List<JsonPathStep> { Part() };
        Blanks();
        while (at < path.Length && path[at] == ',')
        {
            at++;
            Blanks();
            parts.Add(Part());
            Blanks();
        }

        return Closed(parts.Count == 1 ? parts[0] : new UnionStep(parts));
    }

    private JsonPathStep Closed(JsonPathStep step)
    {
        Blanks();
        return at < path.Length && path[at++] == ']' ? step : throw Wrong("a bracket is not closed");
    }

    private JsonPathStep Part()
    {
        if (at < path.Length && path[at] == '*')
        {
            at++;
            return new WildcardStep();
        }

        if (at < path.Length && path[at] is '\'' or '"')
        {
            return new NameStep(Quoted());
        }

        var first = Number();
        if (at == path.Length || path[at] != ':')
        {
            return new IndexStep(first ?? throw Wrong("an index is missing"));
        }

        at++;
        var second = Number();
        var stride = 1;
        if (at < path.Length && path[at] == ':')
        {
            at++;
            stride = Number() ?? 1;
        }

        return new SliceStep(first, second, stride);
    }

    private FilterStep Filter()
    {
        Expect('(');
        Blanks();
        Expect('@');
        depth++;
        var left = Steps();
        depth--;
        Blanks();
        var start = at;
        while (at < path.Length && path[at] is '=' or '!' or '<' or '>')
        {
            at++;
        }

        var op = path[start..at];
        if (op is not ("" or "==" or "!=" or "<" or "<=" or ">" or ">="))
        {
            throw Wrong($"unknown operator {op}");
        }

        Blanks();
        var right = op.Length == 0 ? null : Literal();
        Blanks();
        Expect(')');
        return new FilterStep(left, op, right);
    }

    private object? Literal()
    {
        if (at < path.Length && path[at] is '\'' or '"')
        {
            return Quoted();
        }

        var start = at;
        while (at < path.Length && (char.IsLetterOrDigit(path[at]) || path[at] is '.' or '-' or '+'))
        {
            at++;
        }

        var word = path[start..at];
        return word switch
        {
            "true" => true,
            "false" => false,
            "null" or "nil" => null,
            _ => double.TryParse(word, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
                ? number
                : throw Wrong($"{word} is no value"),
        };
    }

    private string Quoted()
    {
        var quote = path[at++];
        var text = new System.Text.StringBuilder();
        while (at < path.Length && path[at] != quote)
        {
            at += path[at] == '\\' && at + 1 < path.Length ? 1 : 0;
            text.Append(path[at++]);
        }

        return at++ < path.Length ? text.ToString() : throw Wrong("a quote is not closed");
    }

    private int? Number()
    {
        var start = at;
        while (at < path.Length && (char.IsAsciiDigit(path[at]) || (path[at] == '-' && at == start)))
        {
            at++;
        }

        return at == start ? null
            : int.TryParse(path.AsSpan(start, at - start), out var number) ? number
            : throw Wrong("an index is not a number");
    }

    private void Expect(char c)
    {
        if (at >= path.Length || path[at++] != c)
        {
            throw Wrong($"'{c}' is missing");
        }
    }

    private void Blanks()
    {
        while (at < path.Length && path[at] == ' ')
        {
            at++;
        }
    }

    private readonly ValueException Wrong(string what) => new($"parsing error: {path}: {what}");
}
