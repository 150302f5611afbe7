namespace Eso.Operator.Secrets.Regexp;

internal enum Step : byte
{
    /// <summary>Consumes a rune of the class, goes to X.</summary>
    Rune,

    /// <summary>Prefers X, else Y.</summary>
    Split,

    /// <summary>Notes the position in slot Y, goes to X.</summary>
    Save,

    /// <summary>Goes to X where the condition Y holds.</summary>
    Assert,
    Jump,
    Match,
}

internal readonly record struct Instruction(Step Step, int X, int Y, CharClass? Class = null);

/// <summary>The instructions of a pattern; execution starts at 0 and tries alternatives in order of preference.</summary>
internal sealed class RegexpProgram
{
    private readonly List<Instruction> _code = [];

    internal required Instruction[] Code { get; init; }

    internal required int Slots { get; init; }

    /// <summary>Bytes every match begins with.</summary>
    internal required string Prefix { get; init; }

    /// <summary>Every match begins at the start of the text.</summary>
    internal required bool Anchored { get; init; }

    internal static RegexpProgram Compile(RegexpNode root, int groups)
    {
        var emitter = new RegexpProgram { Code = [], Slots = 0, Prefix = "", Anchored = false };
        emitter.Emit(new Instruction(Step.Save, 1, 0));
        emitter.Compile(root);
        emitter.Emit(new Instruction(Step.Save, emitter._code.Count + 1, 1));
        emitter.Emit(new Instruction(Step.Match, 0, 0));
        var code = emitter._code.ToArray();
        return new RegexpProgram
        {
            Code = code,
            Slots = 2 * groups,
            Prefix = FindPrefix(root),
            Anchored = First(root).Kind == NodeKind.BeginText,
        };
    }

    private int Emit(Instruction instruction)
    {
        _code.Add(instruction);
        return _code.Count - 1;
    }

    private void Compile(RegexpNode node)
    {
        switch (node.Kind)
        {
            case NodeKind.Empty:
                break;
            case NodeKind.Class:
                Emit(new Instruction(Step.Rune, _code.Count + 1, 0, node.Class));
                break;
            case NodeKind.Capture:
                Emit(new Instruction(Step.Save, _code.Count + 1, 2 * node.CaptureIndex));
                Compile(node.Children[0]);
                Emit(new Instruction(Step.Save, _code.Count + 1, 2 * node.CaptureIndex + 1));
                break;
            case NodeKind.Concat:
                foreach (var child in node.Children) Compile(child);
                break;
            case NodeKind.Alternate:
                CompileAlternate(node);
                break;
            case NodeKind.Repeat:
                CompileRepeat(node);
                break;
            default:
                Emit(new Instruction(Step.Assert, _code.Count + 1, (int)node.Kind));
                break;
        }
    }

    private void CompileAlternate(RegexpNode node)
    {
        var jumps = new List<int>();
        for (var i = 0; i < node.Children.Length; i++)
        {
            var last = i == node.Children.Length - 1;
            var split = last ? -1 : Emit(default);
            Compile(node.Children[i]);
            if (last) break;
            jumps.Add(Emit(default));
            _code[split] = new Instruction(Step.Split, split + 1, _code.Count);
        }
        foreach (var jump in jumps) _code[jump] = new Instruction(Step.Jump, _code.Count, 0);
    }

    private void CompileRepeat(RegexpNode node)
    {
        var (child, min, max, greedy) = (node.Children[0], node.Min, node.Max, node.Greedy);
        if (child.Kind == NodeKind.Empty) return;
        if (max < 0)
        {
            for (var i = 1; i < min; i++) Compile(child);
            if (min > 0) CompilePlus(child, greedy);
            else CompileStar(child, greedy);
            return;
        }
        for (var i = 0; i < min; i++) Compile(child);
        var splits = new List<int>();
        for (var i = min; i < max; i++)
        {
            splits.Add(Emit(default));
            Compile(child);
        }
        foreach (var split in splits) _code[split] = Choice(split + 1, _code.Count, greedy);
    }

    private void CompilePlus(RegexpNode child, bool greedy)
    {
        var start = _code.Count;
        Compile(child);
        Emit(Choice(start, _code.Count + 1, greedy));
    }

    private void CompileStar(RegexpNode child, bool greedy)
    {
        // (x*)* is (x+)? of itself where x can be empty, to keep the order of preference (Go issue 46123).
        var split = Emit(default);
        var start = _code.Count;
        Compile(child);
        if (CanBeEmpty(child)) Emit(Choice(start, _code.Count + 1, greedy));
        else Emit(new Instruction(Step.Jump, split, 0));
        _code[split] = Choice(split + 1, _code.Count, greedy);
    }

    private static Instruction Choice(int enter, int leave, bool greedy) =>
        greedy ? new Instruction(Step.Split, enter, leave) : new Instruction(Step.Split, leave, enter);

    private static bool CanBeEmpty(RegexpNode node) => node.Kind switch
    {
        NodeKind.Class => false,
        NodeKind.Capture => CanBeEmpty(node.Children[0]),
        NodeKind.Concat => node.Children.All(CanBeEmpty),
        NodeKind.Alternate => node.Children.Any(CanBeEmpty),
        NodeKind.Repeat => node.Min == 0 || CanBeEmpty(node.Children[0]),
        _ => true,
    };

    private static RegexpNode First(RegexpNode node) => node.Kind switch
    {
        NodeKind.Concat or NodeKind.Capture => First(node.Children[0]),
        _ => node,
    };

    private static string FindPrefix(RegexpNode root)
    {
        var nodes = root.Kind == NodeKind.Concat ? root.Children : [root];
        var runes = nodes.TakeWhile(n => n.Class is { Single: >= 0 }).Select(n => n.Class!.Single);
        // U+FFFD in a pattern also matches bytes that are no UTF-8, so it cannot be searched for.
        return ByteText.FromRunes(runes.TakeWhile(r => r != ByteText.RuneError && r is < 0xD800 or > 0xDFFF));
    }
}
