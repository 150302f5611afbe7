namespace Eso.Emulator.Kubernetes.Cel;

/// <summary>The cost of calls: cel-go's operators, the lists and sets extensions, and Kubernetes' own functions.</summary>
internal static class CelCallCost
{
    private const double Traversal = 0.1;
    private const double Pattern = 0.25;
    private const ulong AccessCheck = 350_000;
    private const int NamedFormatPattern = 128;

    /// <param name="call">The call with the cost of its target and arguments.</param>
    public static CelNode Of(string name, CelNode call, CelNode? target, IReadOnlyList<CelNode> args)
    {
        var (own, size) = Kubernetes(name, target, args) ?? Extension(name, target, args) ?? Standard(name, target, args);
        var entry = name == "_+_" ? CelEntry.Or(args[0].Entry, args[1].Entry) : null;
        return call with { Cost = call.Cost + own, Size = size, Entry = entry };
    }

    /// <summary>Sorting compares each item with each other, twice.</summary>
    public static CelRange Sort(CelRange size, bool areTexts) =>
        (size * size * (areTexts ? 2 + Traversal : 2)) + 10 + 1;

    private static (CelRange Cost, CelRange? Size) One { get; } = (CelRange.Exactly(1), null);

    private static (CelRange, CelRange?)? Kubernetes(string name, CelNode? target, IReadOnlyList<CelNode> args)
    {
        switch (name)
        {
            case "check":
                return (CelRange.Exactly(AccessCheck), null);
            case "fieldSelector" or "labelSelector" when args.Count == 1:
                var length = args[0].SizeOrUnknown;
                return (CelRange.Exactly(10) + (length * Traversal) + (length * 0.5 * 50), null);
            case "isSorted" or "sum" or "max" or "min" or "indexOf" or "lastIndexOf" when target is not null:
                return Elements(target) is { } element
                    ? (target.SizeOrUnknown * (CelRange.Exactly(1) + Texts(element)), null)
                    : (target.SizeOrUnknown * Traversal, null);
            case "url" or "jsonpatch.escapeKey" when args.Count == 1:
                return (args[0].SizeOrUnknown * Traversal, args[0].SizeOrUnknown);
            case "lowerAscii" or "upperAscii" or "substring" or "trim" when target is not null:
                return (target.SizeOrUnknown * Traversal, target.SizeOrUnknown);
            case "replace" when target is not null && args.Count >= 2:
                return (target.SizeOrUnknown * (2 * Traversal), Replaced(target, args[0], args[1]));
            case "split" when target is not null:
                return (target.SizeOrUnknown * (2 * Traversal), new CelRange(0, Parts(target, args)));
            case "join" when target is not null:
                var joined = Joined(target, args);
                return (joined * Traversal, joined);
            case "find" or "findAll" when target is not null && args.Count >= 1:
                return (
                    (target.SizeOrUnknown + 1) * Traversal * (args[0].SizeOrUnknown * Pattern),
                    new CelRange(0, target.SizeOrUnknown.Max));
            case "cidr" or "isIP" or "isCIDR" or "ip" or "quantity" or "isQuantity" or "semver" or "isSemver" when args.Count >= 1:
                return (args[0].SizeOrUnknown * Traversal, null);
            case "ip.isCanonical" when args.Count >= 1:
                return (args[0].SizeOrUnknown * (2 * Traversal), null);
            case "containsIP" or "containsCIDR" when args.Count >= 1:
                return (Contained(name, args[0]), null);
            case "validate" when args.Count >= 1:
                return (args[0].SizeOrUnknown * Traversal * (NamedFormatPattern * Pattern), null);
            case "_==_" when args[0].Type is { Kind: CelKind.Opaque } type && type == args[1].Type:
                return Opaque(type.Name, args[1]);
            default:
                return null;
        }
    }

    private static (CelRange, CelRange?) Opaque(string type, CelNode right) => type switch
    {
        "kubernetes.NamedFormat" => (new CelRange(1, 64) * Traversal, null),
        "kubernetes.URL" => (new CelRange(1, right.Size?.Max ?? 1) * Traversal, null),
        _ => One,
    };

    private static CelRange Contained(string name, CelNode arg)
    {
        var address = new CelRange(4, 16);
        var cost = (address + address) * Traversal;
        cost = name == "containsIP" ? cost : cost + (address * Traversal) + 1;
        return arg.Type.Kind == CelKind.String ? cost + (arg.SizeOrUnknown * Traversal) : cost;
    }

    /// <summary>The items of a list by type and place; null for texts.</summary>
    private static CelNode? Elements(CelNode list) => list.Type is { First: { } first } && list.Type.Kind != CelKind.Type
        ? new CelNode(default, first, list.Place?.Step("@items")?.Size)
        : null;

    private static CelRange Texts(CelNode element) => element.Type.Kind is CelKind.String or CelKind.Bytes
        ? element.SizeOrUnknown * Traversal
        : default;

    private static ulong Parts(CelNode target, IReadOnlyList<CelNode> args) =>
        args.Count > 1 && args[1].Expr is CelLiteral { Value: long count } ? (ulong)count : target.SizeOrUnknown.Max;

    private static CelRange Joined(CelNode list, IReadOnlyList<CelNode> args)
    {
        var size = list.SizeOrUnknown;
        var texts = Elements(list) is { } element ? size * element.SizeOrUnknown : default;
        var between = new CelRange(size.Min > 0 ? size.Min - 1 : 0, size.Max > 0 ? size.Max - 1 : 0);
        return args.Count > 0 ? texts + (args[0].SizeOrUnknown * between) : texts;
    }

    private static CelRange Replaced(CelNode target, CelNode from, CelNode to)
    {
        var (size, old, made) = (target.SizeOrUnknown, from.SizeOrUnknown, to.SizeOrUnknown);
        var (countMax, keptMax) = old.Min == 0 ? (size.Max == ulong.MaxValue ? size.Max : size.Max + 1, size.Max)
            : made.Max <= old.Min ? (0, size.Max)
            : ((ulong)Math.Ceiling(size.Max / (double)old.Min), 0UL);
        var (countMin, keptMin) = old.Max == 0 ? (size.Min == ulong.MaxValue ? size.Min : size.Min + 1, size.Min)
            : old.Max <= made.Min ? (0, size.Min)
            : ((ulong)Math.Ceiling(size.Min / (double)old.Max), 0UL);
        return (new CelRange(countMin, countMax) * made) + new CelRange(keptMin, keptMax);
    }

    /// <summary>The lists extension in version 3 and the sets extension.</summary>
    private static (CelRange, CelRange?)? Extension(string name, CelNode? target, IReadOnlyList<CelNode> args)
    {
        switch (name)
        {
            case "slice" when target is not null && args.Count == 2:
                var last = Whole(args[1], target.SizeOrUnknown.Max);
                return Made(CelRange.Exactly(unchecked(last - Whole(args[0], 0))), 1);
            case "lists.range" when args.Count == 1:
                return Made(CelRange.Exactly(Whole(args[0], ulong.MaxValue)), 1);
            case "reverse" when target?.Type.Kind == CelKind.List:
                return Made(target.SizeOrUnknown, 1);
            case "flatten" when target is not null:
                return Made(target.SizeOrUnknown, args.Count == 0 ? 1 : Whole(args[0], ulong.MaxValue));
            case "distinct" when target is not null:
                return Made(target.SizeOrUnknown * target.SizeOrUnknown, AreTexts(target) ? 2 + Traversal : 2);
            case "sort" when target is not null:
                return (Sort(target.SizeOrUnknown, AreTexts(target)), target.SizeOrUnknown * target.SizeOrUnknown);
            case "sets.contains" or "sets.intersects" when args.Count == 2:
                return ((args[0].SizeOrUnknown * args[1].SizeOrUnknown) + 1, null);
            case "sets.equivalent" when args.Count == 2:
                return ((args[0].SizeOrUnknown * args[1].SizeOrUnknown * 2d) + 1, null);
            default:
                return null;
        }
    }

    private static (CelRange, CelRange?) Made(CelRange size, double factor) => ((size * factor) + 10 + 1, size);

    private static bool AreTexts(CelNode list) => list.Type.First?.Kind is CelKind.String or CelKind.Bytes;

    private static ulong Whole(CelNode node, ulong otherwise) =>
        node.Expr is CelLiteral { Value: long value and >= 0 } ? (ulong)value : otherwise;

    private static (CelRange Cost, CelRange? Size) Standard(string name, CelNode? target, IReadOnlyList<CelNode> args)
    {
        switch (name)
        {
            case "format" when target is not null:
                return (target.SizeOrUnknown * Traversal, null);
            case "bytes" when args is [{ Type.Kind: CelKind.String }]:
                var text = args[0].SizeOrUnknown;
                return (text * Traversal, new CelRange(text.Min, unchecked(text.Max * 4)));
            case "string" when args is [{ Type.Kind: CelKind.Bytes }]:
                return (args[0].SizeOrUnknown * Traversal, args[0].SizeOrUnknown with { Min = args[0].SizeOrUnknown.Min / 4 });
            case "strings.quote" when args.Count == 1:
                var quoted = args[0].SizeOrUnknown;
                return (quoted * Traversal, new CelRange(quoted.Min + 2, unchecked((quoted.Max * 2) + 2)));
            case "startsWith" or "endsWith" when args.Count == 1:
                return (args[0].SizeOrUnknown * Traversal, null);
            case "@in" when args.Count == 2:
                return (In(args[1]), null);
            case "matches":
                var (subject, pattern) = target is null ? (args[0], args[1]) : (target, args[0]);
                return ((subject.SizeOrUnknown + 1) * Traversal * (pattern.SizeOrUnknown * Pattern), null);
            case "contains" when target is not null && args.Count == 1:
                return (target.SizeOrUnknown * Traversal * (args[0].SizeOrUnknown * Traversal), null);
            case "_+_":
                return Plus(args[0], args[1]);
            case "_==_" or "_!=_":
                return (Compared(args[0], args[1]), null);
            case "_<_" or "_<=_" or "_>_" or "_>=_":
                return (Ordered(args[0], args[1]), null);
            default:
                return One;
        }
    }

    private static CelRange In(CelNode container) => container.Type.Kind switch
    {
        CelKind.List => container.SizeOrUnknown * 1d,
        CelKind.Map => CelRange.Exactly(1),
        _ => (container.SizeOrUnknown * 1d).Or(CelRange.Exactly(1)),
    };

    private static (CelRange, CelRange?) Plus(CelNode left, CelNode right)
    {
        var size = left.SizeOrUnknown + right.SizeOrUnknown;
        var kind = left.Type.Kind is CelKind.Dyn or CelKind.Variable ? right.Type.Kind : left.Type.Kind;
        return kind switch
        {
            CelKind.String or CelKind.Bytes => (size * Traversal, size),
            CelKind.List => (CelRange.Exactly(1), size),
            CelKind.Dyn or CelKind.Variable => ((size * Traversal).Or(CelRange.Exactly(1)), size),
            _ => One,
        };
    }

    private static CelRange Ordered(CelNode left, CelNode right)
    {
        var kind = left.Type.Kind is CelKind.Dyn or CelKind.Variable ? right.Type.Kind : left.Type.Kind;
        return kind switch
        {
            CelKind.String or CelKind.Bytes => Compared(left, right),
            CelKind.Dyn or CelKind.Variable => Compared(left, right).Or(CelRange.Exactly(1)),
            _ => CelRange.Exactly(1),
        };
    }

    private static CelRange Compared(CelNode left, CelNode right)
    {
        var shorter = Math.Min(left.SizeOrUnknown.Max, right.SizeOrUnknown.Max);
        return new CelRange(shorter > 0 ? 1UL : 0, shorter) * Traversal;
    }
}
