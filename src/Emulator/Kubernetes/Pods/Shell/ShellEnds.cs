using System.Globalization;

namespace Eso.Emulator.Kubernetes.Pods.Shell;

/// <summary><c>head</c> and <c>tail</c>: by lines (<c>-n</c>) or bytes (<c>-c</c>), from either end.</summary>
internal static class ShellEnds
{
    public static int Head(ShellSession session, List<string> args, ShellIo io) => Run(session, "head", args, io);

    public static int Tail(ShellSession session, List<string> args, ShellIo io) => Run(session, "tail", args, io);

    private static int Run(ShellSession session, string name, List<string> args, ShellIo io)
    {
        var short0 = args.FindIndex(a => a.Length > 1 && a[0] == '-' && char.IsAsciiDigit(a[1]));
        var lines = ShellLines.Option(args, 'n') ?? (short0 >= 0 ? args[short0][1..] : null);
        var bytes = ShellLines.Option(args, 'c');
        var asked = bytes ?? lines ?? "10";
        var mark = asked.Length > 0 && asked[0] is '+' or '-' ? asked[0] : ' ';
        if (!int.TryParse(asked.TrimStart('+', '-'), NumberStyles.None, CultureInfo.InvariantCulture, out var count))
        {
            io.Error($"{name}: invalid number '{asked}'\n");
            return 1;
        }

        return ShellLines.Each(session, name, args, io, content => io.Output(bytes is not null
            ? ShellBytes.Text(Part(content, name, mark, count))
            : Lines(content, name, mark, count)));
    }

    private static string Lines(byte[] content, string name, char mark, int count)
    {
        var part = Part(ShellLines.Of(content), name, mark, count);
        var text = ShellLines.Joined(part);

        // The last line stays as it is, with or without its end.
        var isOpen = content.Length > 0 && content[^1] != '\n' && text.Length > 0
            && (name == "tail" || part.Length == ShellLines.Of(content).Length);
        return isOpen ? text[..^1] : text;
    }

    private static T[] Part<T>(T[] all, string name, char mark, int count) => (name, mark) switch
    {
        ("head", '-') => all[..Math.Max(0, all.Length - count)],
        ("head", _) => all[..Math.Min(all.Length, count)],
        (_, '+') => all[Math.Min(all.Length, Math.Max(0, count - 1))..],
        _ => all[Math.Max(0, all.Length - count)..],
    };
}
