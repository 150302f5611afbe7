namespace Eso.Emulator.Kubernetes.Pods.Shell;

/// <summary>Groups, loops and choices.</summary>
internal sealed partial class ShellParser
{
    private Node? Compound()
    {
        if (IsOperator("("))
        {
            at++;
            var inner = List();
            ExpectClosing();
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

        return Is("for") ? For() : Is("if") ? If() : Is("case") ? Case() : null;
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
        List<Word>? values = null;
        if (Is("in"))
        {
            at++;
            values = [];
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

    private Cases Case()
    {
        at++;
        var word = (at < tokens.Count ? tokens[at].Word : null)
            ?? throw new ShellSyntaxException($"syntax error: unexpected \"{Show()}\"");
        at++;
        SkipEnds();
        Expect("in");
        var branches = new List<(IReadOnlyList<Word>, Node)>();
        for (SkipEnds(); !Is("esac"); SkipEnds())
        {
            if (IsOperator("("))
            {
                at++;
            }

            var patterns = new List<Word>();
            do
            {
                at += patterns.Count > 0 ? 1 : 0;
                patterns.Add((at < tokens.Count ? tokens[at].Word : null)
                    ?? throw new ShellSyntaxException($"syntax error: unexpected \"{Show()}\""));
                at++;
            }
            while (IsOperator("|"));
            ExpectClosing();
            branches.Add((patterns, List()));
            if (IsOperator(";;"))
            {
                at++;
            }
            else if (!Is("esac"))
            {
                throw new ShellSyntaxException($"syntax error: unexpected \"{Show()}\" (expecting \";;\")");
            }
        }

        at++;
        return new Cases(word, branches);
    }
}
