namespace Eso.Emulator.Kubernetes.Pods.Shell;

/// <summary><c>cp</c>, <c>mv</c>, <c>rm</c>: of files and of what lies below a directory.</summary>
internal static class ShellMoves
{
    private const int FilesMax = 10_000;
    private const int DepthMax = 40;

    public static int Copy(ShellSession session, List<string> args, ShellIo io) =>
        Run(session, "cp", args, io, removes: false);

    public static int Move(ShellSession session, List<string> args, ShellIo io) =>
        Run(session, "mv", args, io, removes: true);

    public static int Remove(ShellSession session, List<string> args, ShellIo io)
    {
        var flags = ShellLines.Flags(args);
        var status = 0;
        foreach (var path in args)
        {
            var isFile = session.Disk.Read(path) is not null;
            var isThere = isFile || session.Disk.List(path) is not null;
            var problem = !isThere ? (flags.Contains('f', StringComparison.Ordinal) ? null : "No such file or directory")
                : !isFile && flags.AsSpan().IndexOfAny('r', 'R') < 0 ? "Is a directory"
                : Below(session, path).Select(f => session.Disk.Remove(f)).FirstOrDefault(p => p is not null);
            if (problem is not null)
            {
                io.Error($"rm: can't remove '{path}': {problem}\n");
                status = 1;
            }
        }

        return status;
    }

    private static int Run(ShellSession session, string name, List<string> args, ShellIo io, bool removes)
    {
        var flags = ShellLines.Flags(args);
        if (args.Count < 2)
        {
            io.Error($"BusyBox multi-call binary.\n\nUsage: {name} SOURCE... DEST\n");
            return 1;
        }

        var target = args[^1];
        var intoDirectory = args.Count > 2 || target.EndsWith('/')
            || (session.Disk.Read(target) is null && session.Disk.List(target) is not null);
        var status = 0;
        foreach (var source in args[..^1])
        {
            var isFile = session.Disk.Read(source) is not null;
            if (!isFile && session.Disk.List(source) is null)
            {
                io.Error($"{name}: can't {(removes ? "rename" : "stat")} '{source}': No such file or directory\n");
                status = 1;
                continue;
            }

            if (!isFile && !removes && flags.AsSpan().IndexOfAny("rRa") < 0)
            {
                io.Error($"cp: omitting directory '{source}'\n");
                status = 1;
                continue;
            }

            var own = ShellCommands.Base(source.TrimEnd('/'));
            var root = intoDirectory && own is not ("." or "..") ? $"{target.TrimEnd('/')}/{own}" : target.TrimEnd('/');
            foreach (var file in Below(session, source))
            {
                var to = root + file[source.TrimEnd('/').Length..];
                var problem = session.Disk.Write(to, session.Disk.Read(file)!, append: false)
                    ?? (removes ? session.Disk.Remove(file) : null);
                if (problem is not null)
                {
                    io.Error($"{name}: can't create '{to}': {problem}\n");
                    status = 1;
                }
            }
        }

        return status;
    }

    /// <summary>A file, or all files below a directory.</summary>
    private static List<string> Below(ShellSession session, string path)
    {
        var files = new List<string>();
        void Add(string at, int depth)
        {
            if (files.Count > FilesMax || depth > DepthMax)
            {
                return;
            }

            if (session.Disk.Read(at) is not null)
            {
                files.Add(at);
                return;
            }

            foreach (var name in session.Disk.List(at) ?? [])
            {
                Add($"{at.TrimEnd('/')}/{name}", depth + 1);
            }
        }

        Add(path, 0);
        return files;
    }
}
