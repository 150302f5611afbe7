using System.Globalization;

namespace Eso.Emulator.Kubernetes.Pods.Shell;

/// <summary><c>seq [FIRST [STEP]] LAST</c> of whole numbers, with <c>-s</c>.</summary>
internal static class ShellSeq
{
    private const int CountMax = 100_000;

    public static int Run(ShellSession session, List<string> args, ShellIo io)
    {
        var between = ShellLines.Option(args, 's') ?? "\n";
        var numbers = new List<long>();
        foreach (var arg in args)
        {
            if (!long.TryParse(arg, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
            {
                io.Error($"seq: invalid number '{arg}'\n");
                return 1;
            }

            numbers.Add(number);
        }

        var (first, step, last) = numbers switch
        {
            [var a] => (1, 1, a),
            [var a, var b] => (a, 1, b),
            [var a, var by, var b] => (a, by, b),
            _ => (0L, 0L, 0L),
        };
        if (numbers.Count is 0 or > 3)
        {
            io.Error("BusyBox multi-call binary.\n\nUsage: seq [-w] [-s SEP] [FIRST [INC]] LAST\n");
            return 1;
        }

        var all = new List<string>();
        for (var i = first; step != 0 && (step > 0 ? i <= last : i >= last) && all.Count < CountMax; i += step)
        {
            all.Add(i.ToString(CultureInfo.InvariantCulture));
        }

        io.Output(all.Count == 0 ? "" : string.Join(between, all) + "\n");
        return 0;
    }
}
