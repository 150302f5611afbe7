using System.Text;

namespace Eso.Emulator.Kubernetes.Pods.Shell;

/// <summary><c>tr</c>: replaces, deletes (<c>-d</c>) or squeezes (<c>-s</c>) characters of a set, or all others (<c>-c</c>).</summary>
internal static class ShellTr
{
    private static readonly Dictionary<string, string> Classes = new(StringComparer.Ordinal)
    {
        ["[:alnum:]"] = "0-9A-Za-z",
        ["[:alpha:]"] = "A-Za-z",
        ["[:blank:]"] = " \t",
        ["[:digit:]"] = "0-9",
        ["[:lower:]"] = "a-z",
        ["[:space:]"] = " \t\n\r\v\f",
        ["[:upper:]"] = "A-Z",
        ["[:punct:]"] = "!\"#$%&'()*+,./:;<=>?@[\\]^_`{|}~-",
    };

    public static int Run(ShellSession session, List<string> args, ShellIo io)
    {
        var flags = "";
        while (args.Count > 0 && args[0].Length > 1 && args[0][0] == '-' && args[0] != "--")
        {
            flags += args[0][1..];
            args.RemoveAt(0);
        }

        bool Has(char flag) => flags.Contains(flag, StringComparison.Ordinal);
        if (args.Count == 0 || (args.Count == 1 && !Has('d') && !Has('s')))
        {
            io.Error("BusyBox multi-call binary.\n\nUsage: tr [-cds] STRING1 [STRING2]\n");
            return 1;
        }

        var from = Set(args[0]);
        var to = args.Count > 1 ? Set(args[1]) : "";
        var others = Has('c') || Has('C');
        var squeezed = !Has('s') ? null : args.Count > 1 ? to : from;
        var output = new StringBuilder();
        foreach (var c in io.Input)
        {
            var index = from.IndexOf(c, StringComparison.Ordinal);
            var hit = index >= 0 != others;
            if (hit && Has('d'))
            {
                continue;
            }

            var now = !hit || to.Length == 0 ? c : to[others ? to.Length - 1 : Math.Min(index, to.Length - 1)];
            var repeats = squeezed is not null && output.Length > 0 && output[^1] == now
                && squeezed.Contains(now, StringComparison.Ordinal) != (others && args.Count == 1);
            if (!repeats)
            {
                output.Append(now);
            }
        }

        io.Output(output.ToString());
        return 0;
    }

    /// <summary>All characters of a set: ranges and classes written out.</summary>
    private static string Set(string given)
    {
        foreach (var (name, members) in Classes)
        {
            given = given.Replace(name, members, StringComparison.Ordinal);
        }

        given = ShellPrintf.Unescape(given);
        var set = new StringBuilder();
        for (var i = 0; i < given.Length; i++)
        {
            if (i + 2 < given.Length && given[i + 1] == '-' && given[i + 2] >= given[i])
            {
                for (var c = given[i]; c <= given[i + 2] && set.Length < 4096; c++)
                {
                    set.Append(c);
                }

                i += 2;
            }
            else
            {
                set.Append(given[i]);
            }
        }

        return set.ToString();
    }
}
