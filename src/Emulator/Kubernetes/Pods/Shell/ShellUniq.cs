using System.Globalization;

namespace Eso.Emulator.Kubernetes.Pods.Shell;

/// <summary><c>uniq</c>, with <c>-c</c>, <c>-d</c> and <c>-u</c>.</summary>
internal static class ShellUniq
{
    public static int Run(ShellSession session, List<string> args, ShellIo io)
    {
        var flags = ShellLines.Flags(args);
        bool Has(char flag) => flags.Contains(flag, StringComparison.Ordinal);
        return ShellLines.Each(session, "uniq", args, io, bytes =>
        {
            var groups = new List<(string Line, int Count)>();
            foreach (var line in ShellLines.Of(bytes))
            {
                if (groups.Count > 0 && groups[^1].Line == line)
                {
                    groups[^1] = (line, groups[^1].Count + 1);
                }
                else
                {
                    groups.Add((line, 1));
                }
            }

            io.Output(ShellLines.Joined(groups
                .Where(g => (!Has('d') || g.Count > 1) && (!Has('u') || g.Count == 1))
                .Select(g => Has('c') ? $"{g.Count.ToString(CultureInfo.InvariantCulture),7} {g.Line}" : g.Line)));
        });
    }
}
