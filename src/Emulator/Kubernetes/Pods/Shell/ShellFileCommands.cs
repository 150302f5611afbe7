using System.Globalization;

namespace Eso.Emulator.Kubernetes.Pods.Shell;

/// <summary>Commands that read files or their input.</summary>
internal static class ShellFileCommands
{
    public static int Run(ShellSession session, string name, string asked, List<string> args, ShellIo io)
    {
        switch (name)
        {
            case "cat":
                return Each(session, name, args, io, bytes => io.Output(ShellBytes.Text(bytes)));
            case "grep" or "egrep" or "fgrep":
                return ShellGrep.Run(session, name, args, io);
            case "md5sum" or "sha1sum" or "sha256sum" or "sha512sum":
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
                return Sort(session, args, io);
            case "wc":
                return Count(session, args, io);
            default:
                io.Error($"{session.ShellName}: {asked}: not found\n");
                return 127;
        }
    }

    private static int Sort(ShellSession session, List<string> args, ShellIo io)
    {
        var separator = ShellLines.Option(args, 't');
        var key = ShellLines.Option(args, 'k');
        var flags = ShellLines.Flags(args);
        bool Has(char flag) => flags.Contains(flag, StringComparison.Ordinal);
        var field = ShellLines.Number(string.Concat((key ?? "").TakeWhile(char.IsAsciiDigit))) ?? 0;
        string Key(string line)
        {
            var parts = separator is { Length: 1 }
                ? line.Split(separator[0]) : line.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
            return field == 0 ? line : parts.ElementAtOrDefault(field - 1) ?? "";
        }

        var all = new List<string>();
        var status = Each(session, "sort", args, io, bytes => all.AddRange(ShellLines.Of(bytes)));
        var sorted = Has('n') || (key?.Contains('n', StringComparison.Ordinal) ?? false)
            ? all.OrderBy(l => Leading(Key(l))).ThenBy(l => l, StringComparer.Ordinal)
            : all.OrderBy(Key, Has('f') ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal)
                .ThenBy(l => l, StringComparer.Ordinal);
        IEnumerable<string> shown = Has('r') ? sorted.Reverse() : sorted;
        io.Output(ShellLines.Joined(Has('u') ? shown.Distinct(StringComparer.Ordinal) : shown));
        return status;
    }

    private static double Leading(string text)
    {
        var digits = string.Concat(text.TrimStart().TakeWhile(c => char.IsAsciiDigit(c) || c is '.' or '-'));
        return double.TryParse(digits, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : 0;
    }

    private static int Count(ShellSession session, List<string> args, ShellIo io)
    {
        var flags = ShellLines.Flags(args);
        var status = 0;
        foreach (var path in args.DefaultIfEmpty("-").ToList())
        {
            status |= Each(session, "wc", [path], io, bytes =>
                io.Output(Counted(bytes, flags) + (path == "-" ? "" : " " + path) + "\n"));
        }

        return status;
    }

    private static string Counted(byte[] bytes, string flags)
    {
        var text = ShellBytes.Text(bytes);
        var counts = new (char Flag, int Count)[]
        {
            ('l', text.Count(c => c == '\n')),
            ('w', text.Split([' ', '\t', '\n'], StringSplitOptions.RemoveEmptyEntries).Length),
            ('c', bytes.Length),
            ('m', text.Length),
        };
        var wanted = flags.Length == 0 ? "lwc" : flags;
        var shown = counts.Where(c => wanted.Contains(c.Flag, StringComparison.Ordinal)).ToList();
        return shown.Count == 1
            ? shown[0].Count.ToString(CultureInfo.InvariantCulture)
            : string.Join(' ', shown.Select(c => string.Create(CultureInfo.InvariantCulture, $"{c.Count,9}")));
    }

    private static int Each(
        ShellSession session, string name, IEnumerable<string> args, ShellIo io, Action<byte[]> use) =>
        ShellLines.Each(session, name, args, io, use);

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
        var width = ShellLines.Number(ShellLines.Option(args, 'w')) ?? 76;
        return Each(session, "base64", args, io, bytes =>
        {
            if (!decode)
            {
                var text64 = Convert.ToBase64String(bytes);
                io.Output(width == 0 ? text64 : text64.Length == 0 ? "\n"
                    : string.Concat(text64.Chunk(width).Select(l => new string(l) + "\n")));
                return;
            }

            var text = string.Concat(ShellBytes.Text(bytes).Where(c => !char.IsWhiteSpace(c)));
            var buffer = new byte[(text.Length / 4 * 3) + 3];
            io.Output(Convert.TryFromBase64String(text, buffer, out var count)
                ? ShellBytes.Text(buffer.AsSpan(0, count))
                : "");
        });
    }
}
