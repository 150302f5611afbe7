using System.Text;

namespace Eso.Emulator.Kubernetes.Pods.Shell;

/// <summary>Running what was parsed.</summary>
internal sealed partial class ShellSession
{
    private const int OutputMax = 1024 * 1024;
    private const int CallsMax = 50;
    private int calls;

    /// <summary>Runs a script; a script that cannot be read is status 2 with the shell's complaint.</summary>
    public async Task<int> ScriptAsync(string script, ShellIo io)
    {
        try
        {
            return await RunAsync(ShellParser.Parse(script), io).ConfigureAwait(false);
        }
        catch (ShellSyntaxException e)
        {
            io.Error($"{ShellName}: {e.Message}\n");
            return LastStatus = 2;
        }
    }

    /// <summary>Runs a script or function with arguments of its own.</summary>
    public async Task<int> WithArgumentsAsync(IReadOnlyList<string> arguments, Func<Task<int>> run)
    {
        var before = Arguments;
        Arguments = arguments;
        try
        {
            return await run().ConfigureAwait(false);
        }
        finally
        {
            Arguments = before;
        }
    }

    /// <summary>Calls a function that the script has defined.</summary>
    public async Task<int> CallAsync(Node body, IReadOnlyList<string> arguments, ShellIo io)
    {
        if (++calls > CallsMax)
        {
            calls--;
            io.Error($"{ShellName}: functions nested too deeply\n");
            return 2;
        }

        try
        {
            var status = await WithArgumentsAsync(arguments, () => RunAsync(body, io)).ConfigureAwait(false);
            if (Jump.Kind == JumpKind.Return)
            {
                Jump = default;
            }

            return status;
        }
        finally
        {
            calls--;
        }
    }

    private async Task<int> RunAsync(Node node, ShellIo io)
    {
        cancellation.ThrowIfCancellationRequested();
        if (Exited)
        {
            return LastStatus;
        }

        if (++steps > StepsPerBreath)
        {
            await SleepAsync(TimeSpan.FromSeconds(1)).ConfigureAwait(false);
        }

        return LastStatus = node switch
        {
            SimpleCommand command => await SimpleAsync(command, io).ConfigureAwait(false),
            Pipeline pipeline => await PipeAsync(pipeline, io).ConfigureAwait(false),
            Sequence list => await ListAsync(list, io).ConfigureAwait(false),
            Loop loop => await LoopAsync(loop, io).ConfigureAwait(false),
            ForEach each => await ForAsync(each, io).ConfigureAwait(false),
            Choice choice => await RunAsync(choice.Condition, io).ConfigureAwait(false) == 0
                ? await RunAsync(choice.Then, io).ConfigureAwait(false)
                : choice.Else is null ? 0 : await RunAsync(choice.Else, io).ConfigureAwait(false),
            Cases cases => await CasesAsync(cases, io).ConfigureAwait(false),
            Redirected redirected => await RedirectedAsync(redirected, io).ConfigureAwait(false),
            Function function => Define(function),
            _ => 0,
        };
    }

    private int Define(Function function)
    {
        Functions[function.Name] = function.Body;
        return 0;
    }

    private async Task<int> ListAsync(Sequence list, ShellIo io)
    {
        var status = 0;
        foreach (var (op, command) in list.Parts)
        {
            if ((op == "&&" && status != 0) || (op == "||" && status == 0))
            {
                continue;
            }

            status = await RunAsync(command, io).ConfigureAwait(false);
            if (Exited || Jump.Kind != JumpKind.None)
            {
                break;
            }
        }

        return status;
    }

    private async Task<int> PipeAsync(Pipeline pipeline, ShellIo io)
    {
        var now = io;
        var status = 0;
        for (var i = 0; i < pipeline.Commands.Count; i++)
        {
            if (i == pipeline.Commands.Count - 1)
            {
                status = await RunAsync(pipeline.Commands[i], now).ConfigureAwait(false);
                break;
            }

            var piped = new StringBuilder();
            await RunAsync(pipeline.Commands[i], now with { Output = Into(piped) }).ConfigureAwait(false);
            now = io with { Input = piped.ToString() };
        }

        return pipeline.Negated ? (status == 0 ? 1 : 0) : status;
    }

    private async Task<int> LoopAsync(Loop loop, ShellIo io)
    {
        var status = 0;
        while (!Exited && await RunAsync(loop.Condition, io).ConfigureAwait(false) == 0 != loop.Until)
        {
            status = await RunAsync(loop.Body, io).ConfigureAwait(false);
            if (Leaves())
            {
                break;
            }
        }

        return status;
    }

    private async Task<int> ForAsync(ForEach each, ShellIo io)
    {
        var status = 0;
        var values = each.Values is null ? Arguments : await ExpandAsync(each.Values, io).ConfigureAwait(false);
        foreach (var value in values)
        {
            Set(each.Variable, value);
            status = await RunAsync(each.Body, io).ConfigureAwait(false);
            if (Leaves())
            {
                break;
            }
        }

        return status;
    }

    /// <summary>Whether a jump out of the loop's body ends the loop.</summary>
    private bool Leaves()
    {
        if (Jump.Kind is JumpKind.None or JumpKind.Return)
        {
            return Jump.Kind == JumpKind.Return;
        }

        var (kind, levels) = Jump;
        Jump = levels > 1 ? (kind, levels - 1) : default;
        return kind == JumpKind.Break || levels > 1;
    }

    private async Task<int> CasesAsync(Cases cases, ShellIo io)
    {
        var value = await TextAsync(cases.Word, io).ConfigureAwait(false);
        foreach (var (patterns, body) in cases.Branches)
        {
            foreach (var pattern in patterns)
            {
                if (ShellPattern.Matches(await PatternAsync(pattern, io).ConfigureAwait(false), value))
                {
                    return await RunAsync(body, io).ConfigureAwait(false);
                }
            }
        }

        return 0;
    }

    private async Task<int> RedirectedAsync(Redirected redirected, ShellIo io) =>
        await RedirectAsync(redirected.Redirects, io).ConfigureAwait(false) is { } into
            ? await RunAsync(redirected.Command, into).ConfigureAwait(false)
            : 1;

    private async Task<int> SimpleAsync(SimpleCommand command, ShellIo io)
    {
        var words = await ExpandAsync(command.Words, io).ConfigureAwait(false);
        if (await RedirectAsync(command.Redirects, io).ConfigureAwait(false) is not { } into)
        {
            return 1;
        }

        var assigned = words.TakeWhile((w, i) => IsAssignment(command.Words, i, w)).Count();
        foreach (var word in words.Take(assigned))
        {
            var equals = word.IndexOf('=', StringComparison.Ordinal);
            Set(word[..equals], word[(equals + 1)..]);
        }

        if (assigned == words.Count)
        {
            return command.Words.Any(w => w.Parts.Any(p => p.Kind == PartKind.Command)) ? LastStatus : 0;
        }

        var argv = words[assigned..];
        return Functions.TryGetValue(argv[0], out var body)
            ? await CallAsync(body, argv[1..], into).ConfigureAwait(false)
            : await ShellCommands.RunAsync(this, argv, into).ConfigureAwait(false);
    }

    private static bool IsAssignment(IReadOnlyList<Word> words, int index, string expanded)
    {
        if (index >= words.Count || words[index].Parts[0] is not { Kind: PartKind.Literal, Quoted: false } first)
        {
            return false;
        }

        var equals = first.Text.IndexOf('=', StringComparison.Ordinal);
        return equals > 0 && expanded.Contains('=', StringComparison.Ordinal) &&
            first.Text[..equals].All(c => char.IsAsciiLetterOrDigit(c) || c == '_') && !char.IsAsciiDigit(first.Text[0]);
    }

    private static Action<string> Into(StringBuilder buffer) => text =>
    {
        if (buffer.Length + text.Length <= OutputMax)
        {
            buffer.Append(text);
        }
    };
}
