using System.Globalization;

namespace Eso.Emulator.Kubernetes.Pods.Shell;

/// <summary>Commands that read files or their input.</summary>
internal static class ShellFileCommands
{
    public static int Run(ShellSession session, string name, string asked, List<string> args, ShellIo io)
    {
        switch (name)
        {
            case "ls":
                return List(session, args, io);
            case "cat":
                return Each(session, name, args, io, bytes => io.Output(ShellBytes.Text(bytes)));
            case "grep":
                return Grep(session, args, io);
            case "md5sum" or "sha256sum":
                return Sums(session, name, args, io);
            case "base64":
                return Base64(session, args, io);
            case "tar":
                return ShellTar.Run(session, args, io);
            case "tee":
                var problem = args.Count > 0
                    ? session.Disk.Write(args[^1], ShellBytes.Of(io.Input), args.Contains("-a"))
                    : null;
                io.Output(io.Input);
                return problem is null ? 0 : 1;
            case "sort":
                return Each(session, name, args, io, bytes => io.Output(Joined(
                    Lines(bytes).Order(StringComparer.Ordinal), args.Contains("-r"), args.Contains("-u"))));
            case "head" or "tail":
                var count = Count(args);
                return Each(session, name, args, io, bytes => io.Output(Joined(
                    name == "head" ? Lines(bytes).Take(count) : Lines(bytes).TakeLast(count), false, false)));
            case "wc":
                return Each(session, name, args, io, bytes => io.Output(Counted(bytes, args) + "\n"));
            default:
                io.Error($"{session.ShellName}: {asked}: not found\n");
                return 127;
        }
    }

    private static string[] Lines(byte[] bytes)
    {
        var text = ShellBytes.Text(bytes);
        return text.Length == 0 ? [] : (text.EndsWith('\n') ? text[..^1] : text).Split('\n');
    }

    private static string Joined(IEnumerable<string> lines, bool reverse, bool unique)
    {
        lines = unique ? lines.Distinct(StringComparer.Ordinal) : lines;
        return string.Concat((reverse ? lines.Reverse() : lines).Select(l => l + "\n"));
    }

    private static int Count(List<string> args)
    {
        var n = args.IndexOf("-n");
        var text = n >= 0 && n + 1 < args.Count ? args[n + 1] : args.Find(a => a.StartsWith('-'))?.TrimStart('-', 'n') ?? "10";
        if (n >= 0 && n + 1 < args.Count)
        {
            args.RemoveAt(n + 1);
        }

        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var count) ? count : 10;
    }

    private static string Counted(byte[] bytes, List<string> args)
    {
        var text = ShellBytes.Text(bytes);
        var lines = text.Count(c => c == '\n');
        var words = text.Split([' ', '\t', '\n'], StringSplitOptions.RemoveEmptyEntries).Length;
        return args.Contains("-l") ? $"{lines}"
            : args.Contains("-c") ? $"{bytes.Length}"
            : args.Contains("-w") ? $"{words}"
            : string.Create(CultureInfo.InvariantCulture, $"{lines,7} {words,7} {bytes.Length,7}");
    }

    /// <summary>Calls back with each file named, or the input when none is; names what is missing.</summary>
    private static int Each(ShellSession session, string name, List<string> args, ShellIo io, Action<byte[]> use)
    {
        var paths = args.Where(a => a == "-" || !a.StartsWith('-')).ToList();
        if (paths.Count == 0)
        {
            use(ShellBytes.Of(io.Input));
            return 0;
        }

        var status = 0;
        foreach (var path in paths)
        {
            if (path == "-")
            {
                use(ShellBytes.Of(io.Input));
            }
            else if (session.Disk.Read(path) is { } bytes)
            {
                use(bytes);
            }
            else
            {
                var isDirectory = session.Disk.List(path) is not null;
                io.Error(isDirectory
                    ? $"{name}: read error: Is a directory\n"
                    : $"{name}: can't open '{path}': No such file or directory\n");
                status = 1;
            }
        }

        return status;
    }

    private static int List(ShellSession session, List<string> args, ShellIo io)
    {
        var status = 0;
        var paths = args.Where(a => !a.StartsWith('-')).DefaultIfEmpty(".").ToList();
        foreach (var path in paths)
        {
            if (session.Disk.Read(path) is not null)
            {
                io.Output(path + "\n");
            }
            else if (session.Disk.List(path) is { } names)
            {
                io.Output((paths.Count > 1 ? $"{path}:\n" : "") + string.Concat(names.Select(n => n + "\n")));
            }
            else
            {
                io.Error($"ls: {path}: No such file or directory\n");
                status = 1;
            }
        }

        return status;
    }

    private static int Grep(ShellSession session, List<string> args, ShellIo io)
    {
        var flags = string.Concat(args.Where(a => a.Length > 1 && a[0] == '-').Select(a => a[1..]));
        var rest = args.Where(a => a.Length < 2 || a[0] != '-').ToList();
        if (rest.Count == 0)
        {
            io.Error("grep: a pattern is needed\n");
            return 2;
        }

        // Patterns are plain texts, with ^ and $ at their ends.
        var pattern = rest[0];
        var start = pattern.StartsWith('^');
        var end = pattern.EndsWith('$');
        var text = pattern[(start ? 1 : 0)..(end ? pattern.Length - 1 : pattern.Length)];
        var how = flags.Contains('i', StringComparison.Ordinal)
            ? StringComparison.OrdinalIgnoreCase
            : StringComparison.Ordinal;
        bool Matches(string line) => start && end ? line.Equals(text, how)
            : start ? line.StartsWith(text, how)
            : end ? line.EndsWith(text, how)
            : line.Contains(text, how);
        var found = new List<string>();
        var status = Each(session, "grep", rest[1..], io, bytes => found.AddRange(
            Lines(bytes).Where(l => Matches(l) != flags.Contains('v', StringComparison.Ordinal))));
        if (!flags.Contains('q', StringComparison.Ordinal))
        {
            io.Output(flags.Contains('c', StringComparison.Ordinal)
                ? $"{found.Count}\n"
                : string.Concat(found.Select(l => l + "\n")));
        }

        return status != 0 ? 2 : found.Count > 0 ? 0 : 1;
    }

    private static int Sums(ShellSession session, string name, List<string> args, ShellIo io)
    {
        if (args.Count == 0)
        {
            io.Output($"{ShellCommands.Digest(name, ShellBytes.Of(io.Input))}  -\n");
            return 0;
        }

        var status = 0;
        foreach (var path in args)
        {
            status |= Each(session, name, [path], io, b => io.Output($"{ShellCommands.Digest(name, b)}  {path}\n"));
        }

        return status;
    }

    private static int Base64(ShellSession session, List<string> args, ShellIo io)
    {
        var decode = args.Contains("-d") || args.Contains("--decode");
        return Each(session, "base64", args, io, bytes =>
        {
            if (!decode)
            {
                io.Output(Convert.ToBase64String(bytes) + "\n");
                return;
            }

            var text = ShellBytes.Text(bytes).Trim();
            var buffer = new byte[(text.Length / 4 * 3) + 3];
            io.Output(Convert.TryFromBase64String(text, buffer, out var count)
                ? ShellBytes.Text(buffer.AsSpan(0, count))
                : "");
        });
    }
}
