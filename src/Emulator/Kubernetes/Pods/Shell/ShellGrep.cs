using System.Text.RegularExpressions;

namespace Eso.Emulator.Kubernetes.Pods.Shell;

/// <summary><c>grep</c> with <c>-E -F -i -v -q -c -o -n -x -w -l -h -H -e</c>.</summary>
internal static class ShellGrep
{
    public static int Run(ShellSession session, string name, List<string> args, ShellIo io)
    {
        var pattern = ShellLines.Option(args, 'e');
        var most = ShellLines.Number(ShellLines.Option(args, 'm')) ?? int.MaxValue;
        var flags = ShellLines.Flags(args) + (name == "egrep" ? "E" : name == "fgrep" ? "F" : "");
        bool Has(char flag) => flags.Contains(flag, StringComparison.Ordinal);
        if (pattern is null && args.Count > 0)
        {
            pattern = args[0];
            args.RemoveAt(0);
        }

        if (pattern is null)
        {
            io.Error("BusyBox multi-call binary.\n\nUsage: grep [-HhnlovqciwxFE] [-m N] { PATTERN | -e PATTERN } [FILE]...\n");
            return 2;
        }

        var text = Has('F') ? Regex.Escape(pattern) : pattern;
        text = Has('x') ? $"^({text})$" : Has('w') ? $"\\b({text})\\b" : text;
        var extended = Has('E') || Has('F') || Has('x') || Has('w');
        if (ShellPosix.Read(text, extended, Has('i')) is not { } regex)
        {
            io.Error($"grep: bad regex '{pattern}'\n");
            return 2;
        }

        var any = false;
        var status = 0;
        foreach (var path in args.DefaultIfEmpty("-").ToList())
        {
            var label = (args.Count > 1 && !Has('h')) || Has('H') ? path + ":" : "";
            status |= ShellLines.Each(session, "grep", [path], io, bytes =>
            {
                var found = ShellLines.Of(bytes).Select((line, i) => (Line: line, Number: i + 1))
                    .Where(l => regex.IsMatch(l.Line) != Has('v')).Take(most).ToList();
                any |= found.Count > 0;
                io.Output(Has('q') ? ""
                    : Has('c') ? $"{label}{found.Count}\n"
                    : Has('l') ? (found.Count > 0 ? path + "\n" : "")
                    : ShellLines.Joined(found.SelectMany(l => Shown(regex, l.Line, Has('o') && !Has('v'))
                        .Select(s => label + (Has('n') ? $"{l.Number}:" : "") + s))));
            });
        }

        return status != 0 ? 2 : any ? 0 : 1;
    }

    private static IEnumerable<string> Shown(Regex regex, string line, bool onlyMatches) =>
        onlyMatches ? regex.Matches(line).Select(m => m.Value).Where(v => v.Length > 0) : [line];
}
