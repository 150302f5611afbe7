using Token = Eso.Emulator.Kubernetes.Pods.Shell.ShellLexer.Token;

namespace Eso.Emulator.Kubernetes.Pods.Shell;

/// <summary>Reads scripts of the built-in shell: lists, pipes, redirections, while, until, for, if.</summary>
internal sealed class ShellParser
{
    private const int DepthMax = 50;
    private static readonly string[] Closing = ["do", "done", "then", "else", "elif", "fi", "}"];

    private readonly List<Token> tokens;
    private int at;
    private int depth;

    private ShellParser(string script) => tokens = new ShellLexer(script).Read();

    public static Node Parse(string script)
    {
        var parser = new ShellParser(script);
        var list = parser.List();
        return parser.at == parser.tokens.Count
            ? list
            : throw new ShellSyntaxException($"syntax error: unexpected \"{parser.Show()}\"");
    }

    /// <summary>Whether a script does not want to go on in a further line.</summary>
    public static bool IsWhole(string script)
    {
        try
        {
            Parse(script);
            return true;
        }
        catch (ShellSyntaxException e)
        {
            return !e.Message.StartsWith("unterminated", StringComparison.Ordinal) &&
                !e.Message.Contains("unexpected \"end of file\"", StringComparison.Ordinal);
        }
    }

    private string Show() => at >= tokens.Count ? "end of file" : tokens[at].Operator ?? tokens[at].Word?.Bare ?? "word";

    private bool Is(string word) => at < tokens.Count && tokens[at].Word?.Bare == word;

    private bool IsOperator(params ReadOnlySpan<string> ops) =>
        at < tokens.Count && tokens[at].Operator is { } op && ops.Contains(op);

    private void Expect(string word)
    {
        if (!Is(word))
        {
            throw new ShellSyntaxException($"syntax error: unexpected \"{Show()}\" (expecting \"{word}\")");
        }

        at++;
    }

    private void SkipEnds()
    {
        while (IsOperator(";", "&"))
        {
            at++;
        }
    }

    private Sequence List()
    {
        if (++depth > DepthMax)
        {
            throw new ShellSyntaxException("nested too deeply");
        }

        var parts = new List<(string, Node)>();
        var op = ";";
        SkipEnds();
        while (at < tokens.Count && !IsOperator(")") && !(tokens[at].Word?.Bare is { } bare && Closing.Contains(bare)))
        {
            parts.Add((op, Pipe()));
            if (IsOperator("&&", "||"))
            {
                op = tokens[at++].Operator!;
                while (IsOperator(";"))
                {
                    at++;
                }

                continue;
            }

            op = ";";
            if (!IsOperator(";", "&"))
            {
                break;
            }

            SkipEnds();
        }

        depth--;
        return new Sequence(parts);
    }

    private Node Pipe()
    {
        var negated = Is("!");
        if (negated)
        {
            at++;
        }

        var commands = new List<Node> { Command() };
        while (IsOperator("|"))
        {
            at++;
            commands.Add(Command());
        }

        return commands.Count == 1 && !negated ? commands[0] : new Pipeline(commands, negated);
    }

    private Node Command()
    {
        if (IsOperator("("))
        {
            at++;
            var inner = List();
            if (!IsOperator(")"))
            {
                throw new ShellSyntaxException($"syntax error: unexpected \"{Show()}\" (expecting \")\")");
            }

            at++;
            return inner;
        }

        if (Is("{"))
        {
            at++;
            var inner = List();
            Expect("}");
            return inner;
        }

        if (Is("while") || Is("until"))
        {
            var until = Is("until");
            at++;
            var condition = List();
            return new Loop(condition, Body(), until);
        }

        return Is("for") ? For() : Is("if") ? If() : Simple();
    }

    private Sequence Body()
    {
        SkipEnds();
        Expect("do");
        var body = List();
        Expect("done");
        return body;
    }

    private ForEach For()
    {
        at++;
        var name = at < tokens.Count ? tokens[at].Word?.Bare : null;
        if (name is null)
        {
            throw new ShellSyntaxException("syntax error: bad for loop variable");
        }

        at++;
        var values = new List<Word>();
        if (Is("in"))
        {
            at++;
            while (at < tokens.Count && tokens[at].Word is { } word)
            {
                values.Add(word);
                at++;
            }
        }

        return new ForEach(name, values, Body());
    }

    private Choice If()
    {
        at++;
        var condition = List();
        SkipEnds();
        Expect("then");
        var then = List();
        Node? otherwise = null;
        if (Is("elif"))
        {
            return new Choice(condition, then, If());
        }

        if (Is("else"))
        {
            at++;
            otherwise = List();
        }

        Expect("fi");
        return new Choice(condition, then, otherwise);
    }

    private SimpleCommand Simple()
    {
        var words = new List<Word>();
        var redirects = new List<Redirect>();
        while (at < tokens.Count)
        {
            if (tokens[at].Word is { } word)
            {
                words.Add(word);
                at++;
            }
            else if (IsOperator("2>&1", "1>&2", ">&2"))
            {
                redirects.Add(new Redirect(tokens[at++].Operator!, null));
            }
            else if (IsOperator(">", ">>", "<", "2>"))
            {
                var op = tokens[at++].Operator!;
                var target = at < tokens.Count ? tokens[at].Word : null;
                redirects.Add(new Redirect(op, target ?? throw new ShellSyntaxException("syntax error: redirection")));
                at++;
            }
            else
            {
                break;
            }
        }

        return words.Count + redirects.Count > 0
            ? new SimpleCommand(words, redirects)
            : throw new ShellSyntaxException($"syntax error: unexpected \"{Show()}\"");
    }
}
