namespace Eso.Emulator.Kubernetes.Pods.Shell;

/// <summary>Commands that change the shell itself: jumps, arguments, variables, scripts run in place.</summary>
internal static class ShellBuiltins
{
    public static readonly string[] Names =
    [
        "break", "continue", "return", "shift", "set", "read", "local", "declare", "readonly", "eval", ".", "source",
        "xargs", "command", "type",
    ];

    /// <summary>Runs one; null: it is none of these.</summary>
    public static async Task<int?> RunAsync(ShellSession session, string name, List<string> args, ShellIo io)
    {
        switch (name)
        {
            case "break" or "continue":
                session.Jump = (name == "break" ? JumpKind.Break : JumpKind.Continue, Math.Max(1, Number(args, 1)));
                return 0;
            case "return":
                session.Jump = (JumpKind.Return, 1);
                return Number(args, session.LastStatus) & 255;
            case "shift":
                session.Arguments = [.. session.Arguments.Skip(Math.Max(0, Number(args, 1)))];
                return 0;
            case "set":
                // Of its options none is known: they change how a script fails, not what it says.
                if (args.IndexOf("--") is >= 0 and var at)
                {
                    session.Arguments = args[(at + 1)..];
                }

                return 0;
            case "read":
                return Read(session, args, io);
            case "local" or "declare" or "readonly":
                foreach (var arg in args.Where(a => a.IndexOf('=', StringComparison.Ordinal) > 0))
                {
                    var equals = arg.IndexOf('=', StringComparison.Ordinal);
                    session.Set(arg[..equals], arg[(equals + 1)..]);
                }

                return 0;
            case "eval":
                return await session.ScriptAsync(string.Join(' ', args), io).ConfigureAwait(false);
            case "." or "source" when args.Count > 0:
                return await SourceAsync(session, args, io).ConfigureAwait(false);
            case "xargs":
                return await XargsAsync(session, args, io).ConfigureAwait(false);
            case "command" or "type":
                return await CommandAsync(session, name, args, io).ConfigureAwait(false);
            default:
                return null;
        }
    }

    private static int Number(List<string> args, int otherwise) =>
        ShellLines.Number(args.FirstOrDefault()) ?? otherwise;

    /// <summary>A line of the input into variables; the last one takes what is left.</summary>
    private static int Read(ShellSession session, List<string> args, ShellIo io)
    {
        var names = args.Where(a => !a.StartsWith('-')).DefaultIfEmpty("REPLY").ToList();
        var separators = (session.Find("IFS") ?? " \t\n").ToCharArray();
        var line = io.ReadLine();
        var rest = (line ?? "").Trim(separators.Where(char.IsWhiteSpace).ToArray());
        for (var i = 0; i < names.Count; i++)
        {
            var end = i == names.Count - 1 || separators.Length == 0 ? -1 : rest.IndexOfAny(separators);
            session.Set(names[i], end < 0 ? rest : rest[..end]);
            rest = end < 0 ? "" : char.IsWhiteSpace(rest[end]) ? rest[end..].TrimStart() : rest[(end + 1)..];
        }

        return line is null ? 1 : 0;
    }

    private static async Task<int> SourceAsync(ShellSession session, List<string> args, ShellIo io)
    {
        if (session.Disk.Read(args[0]) is not { } script)
        {
            io.Error($"{session.ShellName}: .: can't open '{args[0]}': No such file or directory\n");
            return 2;
        }

        return await session.ScriptAsync(ShellBytes.Text(script), io).ConfigureAwait(false);
    }

    private static async Task<int> XargsAsync(ShellSession session, List<string> args, ShellIo io)
    {
        var most = Math.Max(1, ShellLines.Number(ShellLines.Option(args, 'n')) ?? 1000);
        var place = args is ["-I", ..] && args.Count > 1 ? args[1] : null;
        args = place is null ? args : args[2..];
        args = args.Count == 0 ? ["echo"] : args;
        var words = place is null
            ? io.Input.Split([' ', '\t', '\n'], StringSplitOptions.RemoveEmptyEntries)
            : io.Input.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var status = 0;
        foreach (var group in words.Length == 0 && place is null ? [[]] : words.Chunk(place is null ? most : 1))
        {
            List<string> argv = place is null
                ? [.. args, .. group]
                : [.. args.Select(a => a.Replace(place, group[0], StringComparison.Ordinal))];
            var ended = await ShellCommands.RunAsync(session, argv, io with { Input = "" }).ConfigureAwait(false);
            status = ended == 0 ? status : 123;
        }

        return status;
    }

    private static async Task<int> CommandAsync(ShellSession session, string name, List<string> args, ShellIo io)
    {
        if (name == "command" && args.Count > 0 && !args[0].StartsWith('-'))
        {
            return await ShellCommands.RunAsync(session, args, io).ConfigureAwait(false);
        }

        var status = 0;
        foreach (var asked in args.Where(a => !a.StartsWith('-')))
        {
            var there = session.Functions.ContainsKey(asked) || ShellCommands.Exists(asked);
            status = there ? status : 127;
            io.Output(!there ? (name == "type" ? $"{asked}: not found\n" : "")
                : name == "type" ? $"{asked} is /bin/{asked}\n"
                : Names.Contains(asked) ? asked + "\n" : $"/bin/{ShellCommands.Base(asked)}\n");
        }

        return status;
    }
}
