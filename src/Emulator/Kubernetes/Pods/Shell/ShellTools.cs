namespace Eso.Emulator.Kubernetes.Pods.Shell;

/// <summary>A small program: its arguments without its name, what it reads and writes; its status.</summary>
internal delegate int ShellTool(ShellSession session, List<string> args, ShellIo io);

/// <summary>The small programs of the built-in shell that do their work at once, as busybox has them.</summary>
internal static class ShellTools
{
    private static readonly Dictionary<string, ShellTool> Tools = new(StringComparer.Ordinal)
    {
        ["basename"] = ShellPaths.BaseName,
        ["cp"] = ShellMoves.Copy,
        ["cut"] = ShellCut.Run,
        ["date"] = ShellDate.Run,
        ["dirname"] = ShellPaths.DirName,
        ["head"] = ShellEnds.Head,
        ["ls"] = ShellList.Run,
        ["mv"] = ShellMoves.Move,
        ["nproc"] = static (_, _, io) => Say(io, "1"),
        ["printf"] = ShellPrintf.Run,
        ["readlink"] = ShellPaths.ReadLink,
        ["realpath"] = ShellPaths.ReadLink,
        ["rm"] = ShellMoves.Remove,
        ["rmdir"] = ShellMoves.Remove,
        ["sed"] = ShellSed.Run,
        ["seq"] = ShellSeq.Run,
        ["tac"] = static (session, args, io) =>
            ShellLines.Each(session, "tac", args, io, b => io.Output(ShellLines.Joined(ShellLines.Of(b).Reverse()))),
        ["tail"] = ShellEnds.Tail,
        ["tr"] = ShellTr.Run,
        ["tty"] = static (_, _, io) => Say(io, "not a tty") + 1,
        ["uniq"] = ShellUniq.Run,
        ["which"] = ShellPaths.Which,
    };

    public static IEnumerable<string> Names => Tools.Keys;

    public static ShellTool? Find(string name) => Tools.GetValueOrDefault(name);

    private static int Say(ShellIo io, string line)
    {
        io.Output(line + "\n");
        return 0;
    }
}
