using Token = Eso.Emulator.Kubernetes.Pods.Shell.ShellLexer.Token;

namespace Eso.Emulator.Kubernetes.Pods.Shell;

/// <summary>Reads scripts: lists, pipes, redirections, while, until, for, if, case, functions.</summary>
internal sealed partial class ShellParser
{
    private const int DepthMax = 50;
    private static readonly string[] Closing = ["do", "done", "then", "else", "elif", "fi", "esac", "}"];

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
        while (at < tokens.Count && !IsOperator(")", ";;")
            && !(tokens[at].Word?.Bare is { } bare && Closing.Contains(bare)))
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
        if (++depth > DepthMax)
        {
            throw new ShellSyntaxException("nested too deeply");
        }

        var command = Compound() is { } compound ? WithRedirects(compound) : IsFunction() ? Function() : Simple();
        depth--;
        return command;
    }

    private Node WithRedirects(Node compound)
    {
        var redirects = new List<Redirect>();
        while (Redirect() is { } redirect)
        {
            redirects.Add(redirect);
        }

        return redirects.Count == 0 ? compound : new Redirected(compound, redirects);
    }

    private bool IsFunction() =>
        at + 2 < tokens.Count && tokens[at].Word?.Bare is not null
            && tokens[at + 1].Operator == "(" && tokens[at + 2].Operator == ")";

    private Function Function()
    {
        var name = tokens[at].Word!.Bare!;
        at += 3;
        SkipEnds();
        return new Function(name, Command());
    }

    private void ExpectClosing()
    {
        if (!IsOperator(")"))
        {
            throw new ShellSyntaxException($"syntax error: unexpected \"{Show()}\" (expecting \")\")");
        }

        at++;
    }

    private Redirect? Redirect()
    {
        if (IsOperator("2>&1", "1>&2", ">&2"))
        {
            return new Redirect(tokens[at++].Operator!, null);
        }

        if (!IsOperator(">", ">>", "<", "2>", "2>>", "&>", "<<"))
        {
            return null;
        }

        var op = tokens[at++].Operator!;
        var target = at < tokens.Count ? tokens[at].Word : null;
        at++;
        return new Redirect(op, target ?? throw new ShellSyntaxException("syntax error: redirection"));
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
            else if (Redirect() is { } redirect)
            {
                redirects.Add(redirect);
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
