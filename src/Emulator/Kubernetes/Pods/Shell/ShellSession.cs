using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Eso.Emulator.Clock;

namespace Eso.Emulator.Kubernetes.Pods.Shell;

/// <summary>Where a command's output goes and what it reads.</summary>
internal sealed record ShellIo(string Input, Action<string> Output, Action<string> Error)
{
    /// <summary>The input as it came, for tar, whose files may be no texts.</summary>
    public byte[]? Archive { get; init; }
}

/// <summary>One process of a container: its variables, its files, its place in time. Nothing runs on the host.</summary>
internal sealed class ShellSession(
    PodFiles files,
    JsonObject container,
    TimeProvider clock,
    Activity activity,
    CancellationToken cancellation)
{
    // A script may do this much without sleeping; after that it is made to wait, so that no loop spins.
    private const int StepsPerBreath = 10_000;
    private const int OutputMax = 1024 * 1024;

    private int steps;
    private Activity.Lease? lease;

    public Dictionary<string, string> Variables { get; } = new(StringComparer.Ordinal);

    /// <summary>Names in the order they were set, as <c>env</c> prints them.</summary>
    public List<string> Order { get; } = [];

    public PodFiles Files => files;

    public JsonObject Container => container;

    public TimeProvider Clock => clock;

    /// <summary>The network of its Pod.</summary>
    public PodPorts Ports { get; init; } = new();

    /// <summary>What the shell was called as; its complaints begin with it.</summary>
    public string ShellName { get; set; } = "sh";

    public int LastStatus { get; set; }

    public bool Exited { get; set; }

    /// <summary>Its files, seen from where it stands.</summary>
    public ShellDisk Disk { get; } = new(files, container);

    /// <summary>The same process, stopped by something else.</summary>
    public ShellSession StoppedBy(CancellationToken stop)
    {
        var same = new ShellSession(files, container, clock, activity, stop)
        {
            Ports = Ports,
            ShellName = ShellName,
            LastStatus = LastStatus,
        };
        same.Disk.Directory = Disk.Directory;
        foreach (var name in Order.Where(Variables.ContainsKey))
        {
            same.Set(name, Variables[name]);
        }

        return same;
    }

    public void Set(string name, string value)
    {
        if (!Variables.ContainsKey(name))
        {
            Order.Add(name);
        }

        Variables[name] = value;
    }

    /// <summary>Runs argv as a process: a lease is held while it is busy, none while it sleeps.</summary>
    public async Task<int> RunAsync(IReadOnlyList<string> argv, ShellIo io)
    {
        Begin();
        try
        {
            return await ShellCommands.RunAsync(this, argv, io).ConfigureAwait(false);
        }
        finally
        {
            Release();
        }
    }

    /// <summary>Runs argv and keeps the lease, so that the caller can tell of the end before the world looks quiet.</summary>
    public Task<int> RunHeldAsync(IReadOnlyList<string> argv, ShellIo io)
    {
        Begin();
        return ShellCommands.RunAsync(this, argv, io);
    }

    /// <summary>Takes the lease, if it is not held yet.</summary>
    public void Begin() => lease ??= activity.Begin("pod process");

    public void Release()
    {
        lease?.Dispose();
        lease = null;
    }

    public async Task SleepAsync(TimeSpan time)
    {
        steps = 0;
        lease = await ClockSleep.WaitAsync(clock, activity, "pod process", time, cancellation, Release)
            .ConfigureAwait(false);
    }

    /// <summary>Waits for something from outside, without holding the world up.</summary>
    public async Task WaitAsync(Task something)
    {
        Release();
        await something.WaitAsync(cancellation).ConfigureAwait(false);
        Begin();
    }

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
            _ => 0,
        };
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
            if (Exited)
            {
                break;
            }
        }

        return status;
    }

    private async Task<int> PipeAsync(Pipeline pipeline, ShellIo io)
    {
        var input = io.Input;
        var status = 0;
        for (var i = 0; i < pipeline.Commands.Count; i++)
        {
            if (i == pipeline.Commands.Count - 1)
            {
                status = await RunAsync(pipeline.Commands[i], io with { Input = input }).ConfigureAwait(false);
                break;
            }

            var piped = new StringBuilder();
            await RunAsync(pipeline.Commands[i], io with { Input = input, Output = Into(piped) }).ConfigureAwait(false);
            input = piped.ToString();
        }

        return pipeline.Negated ? (status == 0 ? 1 : 0) : status;
    }

    private async Task<int> LoopAsync(Loop loop, ShellIo io)
    {
        var status = 0;
        while (!Exited && await RunAsync(loop.Condition, io).ConfigureAwait(false) == 0 != loop.Until)
        {
            status = await RunAsync(loop.Body, io).ConfigureAwait(false);
        }

        return status;
    }

    private async Task<int> ForAsync(ForEach each, ShellIo io)
    {
        var status = 0;
        foreach (var value in await ExpandAsync(each.Values, io).ConfigureAwait(false))
        {
            Set(each.Variable, value);
            status = await RunAsync(each.Body, io).ConfigureAwait(false);
        }

        return status;
    }

    private async Task<int> SimpleAsync(SimpleCommand command, ShellIo io)
    {
        var words = await ExpandAsync(command.Words, io).ConfigureAwait(false);
        foreach (var redirect in command.Redirects)
        {
            var target = redirect.Target is null
                ? ""
                : string.Join(' ', await ExpandAsync([redirect.Target], io).ConfigureAwait(false));
            if (Redirected(redirect, target, io) is not { } redirected)
            {
                return 1;
            }

            io = redirected;
        }

        var assigned = words.TakeWhile((w, i) => IsAssignment(command.Words, i, w)).Count();
        foreach (var word in words.Take(assigned))
        {
            var equals = word.IndexOf('=', StringComparison.Ordinal);
            Set(word[..equals], word[(equals + 1)..]);
        }

        return assigned == words.Count
            ? 0
            : await ShellCommands.RunAsync(this, words[assigned..], io).ConfigureAwait(false);
    }

    private static bool IsAssignment(IReadOnlyList<Word> words, int index, string expanded)
    {
        if (index >= words.Count || words[index].Parts[0] is not { Kind: PartKind.Literal } first)
        {
            return false;
        }

        var equals = first.Text.IndexOf('=', StringComparison.Ordinal);
        return equals > 0 && expanded.Contains('=', StringComparison.Ordinal) &&
            first.Text[..equals].All(c => char.IsAsciiLetterOrDigit(c) || c == '_') && !char.IsAsciiDigit(first.Text[0]);
    }

    private ShellIo? Redirected(Redirect redirect, string target, ShellIo io)
    {
        switch (redirect.Operator)
        {
            case "2>&1":
                return io with { Error = io.Output };
            case "1>&2" or ">&2":
                return io with { Output = io.Error };
            case "<":
                if (Disk.Read(target) is { } bytes)
                {
                    return io with { Input = ShellBytes.Text(bytes) };
                }

                io.Error($"{ShellName}: can't open {target}: no such file\n");
                return null;
            default:
                var append = redirect.Operator == ">>";
                if (Disk.Write(target, [], append) is { } problem)
                {
                    io.Error($"{ShellName}: can't create {target}: {problem}\n");
                    return null;
                }

                void Write(string text) => Disk.Write(target, ShellBytes.Of(text), append: true);
                return redirect.Operator == "2>" ? io with { Error = Write } : io with { Output = Write };
        }
    }

    private async Task<List<string>> ExpandAsync(IReadOnlyList<Word> words, ShellIo io)
    {
        var result = new List<string>();
        foreach (var word in words)
        {
            var current = new StringBuilder();
            var any = false;
            foreach (var part in word.Parts)
            {
                var value = part.Kind switch
                {
                    PartKind.Variable => Value(part),
                    PartKind.Command => await OutputAsync(part.Text, io).ConfigureAwait(false),
                    _ => part.Text,
                };
                if (part.Kind == PartKind.Literal || part.Quoted)
                {
                    current.Append(value);
                    any = true;
                    continue;
                }

                // Unquoted expansions fall apart at blanks.
                var pieces = value.Split([' ', '\t', '\n'], StringSplitOptions.RemoveEmptyEntries);
                for (var i = 0; i < pieces.Length; i++)
                {
                    if (i > 0)
                    {
                        result.Add(current.ToString());
                        current.Clear();
                    }

                    current.Append(pieces[i]);
                    any = true;
                }
            }

            if (any)
            {
                result.Add(current.ToString());
            }
        }

        return result;
    }

    private string Value(Part part)
    {
        var value = part.Text switch
        {
            "?" => LastStatus.ToString(CultureInfo.InvariantCulture),
            "$" => "1",
            "#" => "0",
            "@" or "*" => "",
            _ => Variables.GetValueOrDefault(part.Text, ""),
        };
        return value.Length == 0 && part.Fallback is not null ? part.Fallback : value;
    }

    private async Task<string> OutputAsync(string script, ShellIo io)
    {
        var output = new StringBuilder();
        await ScriptAsync(script, io with { Output = Into(output) }).ConfigureAwait(false);
        return output.ToString().TrimEnd('\n');
    }

    private static Action<string> Into(StringBuilder buffer) => text =>
    {
        if (buffer.Length + text.Length <= OutputMax)
        {
            buffer.Append(text);
        }
    };
}
