namespace Eso.Operator.Secrets.Regexp;

internal enum NodeKind
{
    Empty,
    Class,
    BeginLine,
    EndLine,
    BeginText,
    EndText,
    WordBoundary,
    NoWordBoundary,
    Capture,
    Repeat,
    Concat,
    Alternate,
}

/// <summary>A parsed regular expression. Every one-rune item is a class.</summary>
internal sealed class RegexpNode
{
    // Go's limits (regexp/syntax): nesting, and the size of the program that comes out.
    private const int HeightMax = 1000;
    private const long SizeMax = (128 << 20) / 40;

    internal required NodeKind Kind { get; init; }

    internal CharClass? Class { get; init; }

    internal RegexpNode[] Children { get; private init; } = [];

    internal int Min { get; private init; }

    /// <summary>-1: without bound.</summary>
    internal int Max { get; private init; }

    internal bool Greedy { get; private init; }

    internal int CaptureIndex { get; private init; }

    private int Height { get; init; } = 1;

    private long Size { get; init; } = 1;

    internal static RegexpNode Of(NodeKind kind) => new() { Kind = kind };

    internal static RegexpNode Of(CharClass set) => new() { Kind = NodeKind.Class, Class = set };

    internal static RegexpNode Group(RegexpNode child, int index, string pattern) =>
        Limited(new()
        {
            Kind = NodeKind.Capture,
            Children = [child],
            CaptureIndex = index,
            Height = child.Height + 1,
            Size = child.Size + 2
        }, pattern);

    internal static RegexpNode Many(NodeKind kind, List<RegexpNode> children, string pattern)
    {
        if (children.Count == 1) return children[0];
        if (children.Count == 0) return Of(NodeKind.Empty);
        return Limited(new()
        {
            Kind = kind,
            Children = [.. children],
            Height = children.Max(c => c.Height) + 1,
            Size = children.Sum(c => c.Size + 1)
        }, pattern);
    }

    internal static RegexpNode Repeated(RegexpNode child, int min, int max, bool greedy, string pattern)
    {
        var copies = max < 0 ? Math.Max(min, 1) : Math.Max(max, 1);
        return Limited(new()
        {
            Kind = NodeKind.Repeat,
            Children = [child],
            Min = min,
            Max = max,
            Greedy = greedy,
            Height = child.Height + 1,
            Size = copies * child.Size + copies
        }, pattern);
    }

    /// <summary>Nested counted repeats may not multiply beyond a count.</summary>
    internal bool RepeatsWithin(int count, bool counted)
    {
        if (Kind == NodeKind.Repeat && counted && IsCounted)
        {
            var most = Max;
            if (most == 0) return true;
            if (most < 0) most = Min;
            if (most > count) return false;
            if (most > 0) count /= most;
        }
        foreach (var child in Children)
            if (!child.RepeatsWithin(count, counted))
                return false;
        return true;
    }

    /// <summary>Written with braces: only those count against Go's limit of 1000.</summary>
    internal bool IsCounted { get; init; }

    internal RegexpNode AsCounted() => new()
    {
        Kind = Kind,
        Children = Children,
        Min = Min,
        Max = Max,
        Greedy = Greedy,
        Height = Height,
        Size = Size,
        IsCounted = true,
    };

    private static RegexpNode Limited(RegexpNode node, string pattern)
    {
        if (node.Height > HeightMax) throw new RegexpException(RegexpException.NestingDepth, pattern);
        if (node.Size > SizeMax) throw new RegexpException(RegexpException.Large, pattern);
        return node;
    }
}
