using System.Globalization;

namespace Eso.Emulator.Kubernetes.Pods.Shell;

/// <summary><c>cut -d X -f LIST</c> and <c>cut -c LIST</c>.</summary>
internal static class ShellCut
{
    public static int Run(ShellSession session, List<string> args, ShellIo io)
    {
        var delimiter = ShellLines.Option(args, 'd') ?? "\t";
        var fields = ShellLines.Option(args, 'f');
        var characters = ShellLines.Option(args, 'c') ?? ShellLines.Option(args, 'b');
        var onlyCut = ShellLines.Flags(args).Contains('s', StringComparison.Ordinal);
        if ((fields ?? characters) is not { } list || delimiter.Length != 1)
        {
            io.Error(delimiter.Length == 1
                ? "cut: expected a list of bytes, characters, or fields\n"
                : "cut: the delimiter must be a single character\n");
            return 1;
        }

        if (Ranges(list) is not { } ranges)
        {
            io.Error($"cut: invalid number '{list}'\n");
            return 1;
        }

        bool Wanted(int index) => ranges.Exists(r => index + 1 >= r.From && index + 1 <= r.To);
        return ShellLines.Each(session, "cut", args, io, bytes => io.Output(ShellLines.Joined(ShellLines.Of(bytes)
            .Where(l => !onlyCut || l.Contains(delimiter[0], StringComparison.Ordinal))
            .Select(line => characters is not null ? string.Concat(line.Where((_, i) => Wanted(i)))
                : !line.Contains(delimiter[0], StringComparison.Ordinal) ? line
                : string.Join(delimiter, line.Split(delimiter[0]).Where((_, i) => Wanted(i)))))));
    }

    private static List<(int From, int To)>? Ranges(string list)
    {
        var ranges = new List<(int, int)>();
        foreach (var piece in list.Split(','))
        {
            var dash = piece.IndexOf('-', StringComparison.Ordinal);
            var (from, to) = dash < 0 ? (piece, piece) : (piece[..dash], piece[(dash + 1)..]);
            int? Number(string text, int otherwise) => text.Length == 0 && dash >= 0 ? otherwise
                : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var n) && n > 0 ? n : null;
            if (Number(from, 1) is not { } first || Number(to, int.MaxValue) is not { } last)
            {
                return null;
            }

            ranges.Add((first, last));
        }

        return ranges;
    }
}
