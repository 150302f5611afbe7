using System.Globalization;

namespace Eso.Emulator.Kubernetes.Pods.Shell;

/// <summary><c>test</c>, <c>[</c>, <c>[[</c>: files, texts, numbers, joined by <c>-a</c>, <c>-o</c>, <c>!</c>, brackets.</summary>
internal sealed class ShellTest
{
    private const int DepthMax = 50;
    private readonly ShellSession session;
    private readonly List<string> args;
    private readonly bool patterns;
    private int at;
    private int depth;

    private ShellTest(ShellSession session, List<string> args, bool patterns)
    {
        this.session = session;
        this.args = args;
        this.patterns = patterns;
    }

    public static int Run(ShellSession session, string name, List<string> args, ShellIo io)
    {
        if (name != "test")
        {
            var close = name == "[" ? "]" : "]]";
            if (args.Count == 0 || args[^1] != close)
            {
                io.Error($"{session.ShellName}: {name}: missing {close}\n");
                return 2;
            }

            args = args[..^1];
        }

        try
        {
            var test = new ShellTest(session, args, name == "[[");
            var holds = args.Count > 0 && test.Or();
            return test.at == args.Count
                ? (holds ? 0 : 1)
                : throw new ShellSyntaxException($"{args[test.at]}: unexpected operator");
        }
        catch (ShellSyntaxException e)
        {
            io.Error($"{session.ShellName}: {e.Message}\n");
            return 2;
        }
    }

    private string? Next => at < args.Count ? args[at] : null;

    private bool Or()
    {
        var holds = And();
        while (Next == "-o")
        {
            at++;
            holds |= And();
        }

        return holds;
    }

    private bool And()
    {
        var holds = Not();
        while (Next == "-a")
        {
            at++;
            holds &= Not();
        }

        return holds;
    }

    private bool Not()
    {
        if (++depth > DepthMax)
        {
            throw new ShellSyntaxException("too deep");
        }

        var negated = Next == "!" && at + 1 < args.Count;
        at += negated ? 1 : 0;
        var holds = negated ? !Not() : Primary();
        depth--;
        return holds;
    }

    private bool Primary()
    {
        if (at + 2 < args.Count && IsBinary(args[at + 1]))
        {
            at += 3;
            return Binary(args[at - 3], args[at - 2], args[at - 1]);
        }

        if (Next == "(" && at + 2 < args.Count)
        {
            at++;
            var inner = Or();
            return Next == ")" && at++ >= 0 ? inner : throw new ShellSyntaxException("closing paren expected");
        }

        if (at + 1 < args.Count && args[at] is ['-', >= 'a' and <= 'z' or >= 'A' and <= 'Z'])
        {
            at += 2;
            return Unary(args[at - 2][1], args[at - 1]);
        }

        return args[at++].Length > 0;
    }

    private static bool IsBinary(string op) =>
        op is "=" or "==" or "!=" or "<" or ">" or "=~"
            or "-eq" or "-ne" or "-lt" or "-le" or "-gt" or "-ge" or "-nt" or "-ot" or "-ef";

    private bool Unary(char op, string value) => op switch
    {
        'n' => value.Length > 0,
        'z' => value.Length == 0,
        'f' => session.Disk.Read(value) is not null,
        'e' or 'r' or 'w' => session.Disk.Read(value) is not null || session.Disk.List(value) is not null,
        's' => session.Disk.Read(value) is { Length: > 0 },
        'd' => session.Disk.Read(value) is null && session.Disk.List(value) is not null,
        'x' => session.Disk.List(value) is not null || (session.Disk.Read(value) is not null
            ? (session.Disk.Mode(value) & 73) != 0 : ShellCommands.Exists(value)),
        _ => false,
    };

    private bool Binary(string a, string op, string b)
    {
        switch (op)
        {
            case "=" or "==":
                return patterns ? ShellPattern.Matches(b, a) : a == b;
            case "!=":
                return patterns ? !ShellPattern.Matches(b, a) : a != b;
            case "<":
                return string.CompareOrdinal(a, b) < 0;
            case ">":
                return string.CompareOrdinal(a, b) > 0;
            case "=~":
                return ShellPosix.Find(b, a);
            case "-nt" or "-ot" or "-ef":
                return false;
            default:
                var (x, y) = (Number(a), Number(b));
                return op switch
                {
                    "-eq" => x == y,
                    "-ne" => x != y,
                    "-lt" => x < y,
                    "-le" => x <= y,
                    "-gt" => x > y,
                    _ => x >= y,
                };
        }
    }

    private static long Number(string text) =>
        long.TryParse(text.Trim(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw new ShellSyntaxException($"{text}: bad number");
}
