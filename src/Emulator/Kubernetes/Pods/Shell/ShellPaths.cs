namespace Eso.Emulator.Kubernetes.Pods.Shell;

/// <summary>Programs that only look at names: <c>basename</c>, <c>dirname</c>, <c>readlink</c>, <c>which</c>.</summary>
internal static class ShellPaths
{
    public static int BaseName(ShellSession session, List<string> args, ShellIo io)
    {
        if (args.Count == 0)
        {
            io.Error("BusyBox multi-call binary.\n\nUsage: basename FILE [SUFFIX] | -a FILE...\n");
            return 1;
        }

        var path = args[0].Length > 1 ? args[0].TrimEnd('/') : args[0];
        var name = path[(path.LastIndexOf('/') + 1)..];
        var suffix = args.Count > 1 ? args[1] : "";
        io.Output((suffix.Length > 0 && name.Length > suffix.Length && name.EndsWith(suffix, StringComparison.Ordinal)
            ? name[..^suffix.Length] : name.Length == 0 ? "/" : name) + "\n");
        return 0;
    }

    public static int DirName(ShellSession session, List<string> args, ShellIo io)
    {
        foreach (var arg in args)
        {
            var path = arg.TrimEnd('/');
            var slash = path.LastIndexOf('/');
            var directory = slash < 0 ? (arg.StartsWith('/') ? "/" : ".") : path[..slash].TrimEnd('/');
            io.Output((directory.Length == 0 ? "/" : directory) + "\n");
        }

        return 0;
    }

    public static int ReadLink(ShellSession session, List<string> args, ShellIo io)
    {
        ShellLines.Flags(args);
        foreach (var path in args)
        {
            io.Output(PodFiles.Clean(session.Disk.Absolute(path)) + "\n");
        }

        return 0;
    }

    public static int Which(ShellSession session, List<string> args, ShellIo io)
    {
        var status = 0;
        foreach (var name in args)
        {
            if (ShellCommands.Exists(name))
            {
                io.Output($"/bin/{ShellCommands.Base(name)}\n");
            }
            else
            {
                status = 1;
            }
        }

        return status;
    }
}
