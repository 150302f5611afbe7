using System.Globalization;
using System.Text;

namespace Eso.Emulator.Kubernetes.Pods.Shell;

/// <summary>
/// <c>ls</c>, with <c>-l</c>, <c>-a</c>, <c>-A</c>, <c>-d</c> and <c>-1</c>. Not emulated: owners, times, sizes of directories.
/// </summary>
internal static class ShellList
{
    public static int Run(ShellSession session, List<string> args, ShellIo io)
    {
        var flags = ShellLines.Flags(args);
        bool Has(char flag) => flags.Contains(flag, StringComparison.Ordinal);
        var status = 0;
        var paths = args.DefaultIfEmpty(".").ToList();
        var isFirst = true;
        foreach (var path in paths)
        {
            if (session.Disk.Read(path) is not null || (Has('d') && session.Disk.List(path) is not null))
            {
                io.Output(Line(session, path, path, Has('l')));
            }
            else if (session.Disk.List(path) is { } names)
            {
                var shown = names.Where(n => n[0] != '.' || Has('a') || Has('A'));
                shown = Has('a') ? [".", "..", .. shown] : shown;
                var lines = string.Concat(shown.Select(n => Line(session, $"{path.TrimEnd('/')}/{n}", n, Has('l'))));
                var heading = paths.Count > 1 ? $"{(isFirst ? "" : "\n")}{path}:\n" : "";
                io.Output(heading + (Has('l') ? "total 0\n" : "") + lines);
            }
            else
            {
                io.Error($"ls: {path}: No such file or directory\n");
                status = 1;
            }

            isFirst = false;
        }

        return status;
    }

    private static string Line(ShellSession session, string path, string shown, bool isLong)
    {
        if (!isLong)
        {
            return shown + "\n";
        }

        var bytes = session.Disk.Read(path);
        var time = session.Clock.GetUtcNow().UtcDateTime.ToString("MMM d HH:mm", CultureInfo.InvariantCulture);
        var (type, mode, links) = bytes is null ? ('d', 493, 2) : ('-', session.Disk.Mode(path), 1);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{type}{Letters(mode)} {links,4} root     root     {bytes?.Length ?? 4096,9} {time} {shown}\n");
    }

    private static string Letters(int mode)
    {
        var letters = new StringBuilder();
        for (var bit = 8; bit >= 0; bit--)
        {
            letters.Append((mode >> bit & 1) != 0 ? "rwx"[(8 - bit) % 3] : '-');
        }

        return letters.ToString();
    }
}
