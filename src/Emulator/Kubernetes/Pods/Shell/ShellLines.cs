using System.Globalization;

namespace Eso.Emulator.Kubernetes.Pods.Shell;

/// <summary>Files as lines, for the programs that read them so.</summary>
internal static class ShellLines
{
    public static string[] Of(byte[] bytes)
    {
        var text = ShellBytes.Text(bytes);
        return text.Length == 0 ? [] : (text.EndsWith('\n') ? text[..^1] : text).Split('\n');
    }

    public static string Joined(IEnumerable<string> lines) => string.Concat(lines.Select(l => l + "\n"));

    /// <summary>Calls back with each file named, or the input when none is; names what is missing.</summary>
    public static int Each(ShellSession session, string name, IEnumerable<string> args, ShellIo io, Action<byte[]> use)
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
            if (path is "-" or "/dev/stdin")
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

    /// <summary>A number of digits only; null: it is none.</summary>
    public static int? Number(string? text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    /// <summary>Takes an option's value out of the arguments, apart (<c>-n 3</c>) or not (<c>-n3</c>).</summary>
    public static string? Option(List<string> args, char name)
    {
        string? value = null;
        for (var i = 0; i < args.Count; i++)
        {
            if (args[i] == "--")
            {
                break;
            }

            if (args[i].Length == 2 && args[i][0] == '-' && args[i][1] == name && i + 1 < args.Count)
            {
                value = args[i + 1];
                args.RemoveRange(i--, 2);
            }
            else if (args[i].Length > 2 && args[i][0] == '-' && args[i][1] == name)
            {
                value = args[i][2..];
                args.RemoveAt(i--);
            }
        }

        return value;
    }

    /// <summary>Takes the letters of all options out of the arguments.</summary>
    public static string Flags(List<string> args)
    {
        var flags = "";
        for (var i = 0; i < args.Count && args[i] != "--"; i++)
        {
            if (args[i].Length > 1 && args[i][0] == '-')
            {
                flags += args[i].TrimStart('-');
                args.RemoveAt(i--);
            }
        }

        args.Remove("--");
        return flags;
    }
}
