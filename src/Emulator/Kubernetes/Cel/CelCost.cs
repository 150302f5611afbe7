using Eso.Emulator.Kubernetes.Schema;

namespace Eso.Emulator.Kubernetes.Cel;

/// <summary>What is known of the items of a list or the entries of a map that an expression makes.</summary>
internal sealed record CelEntry(CelKind Container, CelRange Key, CelRange Value)
{
    public static CelEntry? Or(CelEntry? a, CelEntry? b) =>
        a is null || b is null ? null : a with { Key = a.Key.Or(b.Key), Value = a.Value.Or(b.Value) };
}

/// <summary>What is known of a node: its cost, its size, and where in the schema its value comes from.</summary>
/// <param name="HasPath">True when the value has a path, be it one that leads to no known <paramref name="Place"/>.</param>
internal sealed record CelNode(
    CelRange Cost, CelType Type, CelRange? Size = null, CelEntry? Entry = null, bool HasPath = false, CelPlace? Place = null,
    CelExpr? Expr = null)
{
    public CelRange SizeOrUnknown => Size ?? CelRange.Unknown;
}

/// <summary>
/// How much an expression costs at least and at most, from the sizes its schema allows: the estimate of cel-go's checker
/// with the costs of Kubernetes' functions, so that a rule is refused here when a real server refuses it.
/// </summary>
internal sealed class CelCost
{
    private readonly Func<CelExpr, CelType> _typeOf;
    private readonly CelPlace? _root;
    private readonly Dictionary<string, Stack<CelNode>> _locals = new(StringComparer.Ordinal);

    private CelCost(Func<CelExpr, CelType> typeOf, CelPlace? root)
    {
        _typeOf = typeOf;
        _root = root;
    }

    /// <summary>The most the program can cost for a value of the schema.</summary>
    public static ulong Max(CelProgram program, SchemaNode self, bool isResource) =>
        new CelCost(program.TypeOf, CelPlace.Of(self, isResource)).Visit(program.Expression).Cost.Max;

    /// <summary>How often a value of the schema can stand in one request, however it is nested.</summary>
    public static ulong InstancesMax(SchemaNode schema, bool isResource) =>
        (ulong)(CelPlace.RequestMax / ((CelPlace.Of(schema, isResource)?.BytesMin ?? 0) + 1));

    public CelNode Visit(CelExpr expr) => expr switch
    {
        CelLiteral literal => Plain(expr, 0, SizeOf(literal.Value)),
        CelIdent ident => Ident(ident),
        CelSelect select => Select(select),
        CelCall call => Call(call),
        CelListExpr list => List(list),
        CelMapExpr map => Map(map),
        CelMacro macro => CelMacroCost.Of(this, macro),
        CelStructExpr made => Plain(expr, 40) is var node
            ? node with { Cost = made.Fields.Aggregate(node.Cost, (sum, f) => sum + Visit(f.Value).Cost) }
            : node,
        _ => Plain(expr, 0),
    };

    public CelType TypeOf(CelExpr expr) => _typeOf(expr);

    /// <summary>Costs a node while a name stands for another.</summary>
    public CelNode With(IReadOnlyList<(string Name, CelNode Node)> locals, Func<CelNode> cost)
    {
        foreach (var (name, node) in locals)
        {
            if (!_locals.TryGetValue(name, out var stack))
            {
                _locals[name] = stack = new Stack<CelNode>();
            }

            stack.Push(node);
        }

        var result = cost();
        foreach (var (name, _) in locals)
        {
            _locals[name].Pop();
        }

        return result;
    }

    /// <summary>The items, keys, values or indices of a range. One without a path leads, as in cel-go, to the root itself.</summary>
    public CelNode Part(CelNode range, string sub, CelType type, CelRange? size)
    {
        var place = range.HasPath ? range.Place?.Step(sub) : _root;
        return new CelNode(CelRange.Exactly(1), type, Sized(place, type) ?? size, null, true, place);
    }

    private static CelRange? Sized(CelPlace? place, CelType type) =>
        place?.Size ?? TypeSize(type);

    private static CelRange? TypeSize(CelType type) => type.Kind switch
    {
        CelKind.Bool or CelKind.Double or CelKind.Duration or CelKind.Int or CelKind.Timestamp or CelKind.Uint =>
            CelRange.Exactly(1),
        CelKind.Optional => TypeSize(type.First!),
        _ => null,
    };

    private static CelRange? SizeOf(object? literal) => literal switch
    {
        string text => CelRange.Exactly((ulong)text.EnumerateRunes().Count()),
        byte[] bytes => CelRange.Exactly((ulong)bytes.Length),
        _ => CelRange.Exactly(1),
    };

    private CelNode Plain(CelExpr expr, ulong cost, CelRange? size = null)
    {
        var type = TypeOf(expr);
        return new CelNode(CelRange.Exactly(cost), type, size ?? TypeSize(type), Expr: expr);
    }

    private CelNode Ident(CelIdent ident)
    {
        if (_locals.TryGetValue(ident.Name, out var stack) && stack.TryPeek(out var local))
        {
            return local with { Cost = CelRange.Exactly(1), Expr = ident };
        }

        var type = TypeOf(ident);
        return new CelNode(CelRange.Exactly(1), type, Sized(_root, type), null, true, _root, ident);
    }

    private CelNode Select(CelSelect select)
    {
        var operand = Visit(select.Operand);
        var type = TypeOf(select);
        if (select.Test)
        {
            // Kubernetes switches the cost of has() off.
            return new CelNode(operand.Cost, type, TypeSize(type), Expr: select);
        }

        if (select.Optional)
        {
            // A call: the field is its second argument.
            return new CelNode(operand.Cost + 1, type, TypeSize(type), Expr: select);
        }

        var place = operand.HasPath ? operand.Place?.Step(select.Field) : _root;
        var own = operand.Type.Kind is CelKind.Map or CelKind.Object ? 1UL : 0;
        return new CelNode(operand.Cost + own, type, Sized(place, type), null, true, place, select);
    }

    private CelNode List(CelListExpr list)
    {
        var items = list.Items.Select(i => Visit(i.Value)).ToList();
        return new CelNode(
            items.Aggregate(CelRange.Exactly(10), (sum, i) => sum + i.Cost),
            TypeOf(list),
            CelRange.Exactly((ulong)items.Count),
            new CelEntry(CelKind.List, CelRange.Exactly(1), Union(items)),
            Expr: list);
    }

    private CelNode Map(CelMapExpr map)
    {
        var keys = map.Entries.Select(e => Visit(e.Key)).ToList();
        var values = map.Entries.Select(e => Visit(e.Value)).ToList();
        return new CelNode(
            keys.Concat(values).Aggregate(CelRange.Exactly(30), (sum, e) => sum + e.Cost),
            TypeOf(map),
            CelRange.Exactly((ulong)keys.Count),
            new CelEntry(CelKind.Map, Union(keys), Union(values)),
            Expr: map);
    }

    private static CelRange Union(List<CelNode> nodes) => nodes.Count == 0
        ? new CelRange(0, 0)
        : nodes.Select(n => n.SizeOrUnknown).Aggregate((a, b) => a.Or(b));

    private CelNode Call(CelCall call)
    {
        var isQualified = call.Target is not null && CelNames.Qualified(call.Target) is { } prefix
            && !_locals.ContainsKey(prefix.Split('.')[0])
            && CelEnvironment.Find($"{prefix}.{call.Name}", false) is not null;
        var name = isQualified ? $"{CelNames.Qualified(call.Target!)}.{call.Name}" : call.Name;
        var target = call.Target is null || isQualified ? null : Visit(call.Target);
        var args = call.Args.Select(Visit).ToList();
        var sum = args.Aggregate(target?.Cost ?? default, (total, a) => total + a.Cost);
        if (name == "dyn" && args.Count == 1)
        {
            return args[0] with { Cost = sum + 1, Type = CelType.Dyn, Expr = call };
        }

        var node = new CelNode(sum, TypeOf(call), Expr: call);
        return name switch
        {
            "_&&_" or "_||_" => Logic(node, args),
            "_?_:_" => Choice(node, args),
            "_[_]" => Index(node, args),
            _ => CelCallCost.Of(name, node, target, args) is var made && made.Size is null
                ? made with { Size = TypeSize(made.Type) }
                : made,
        };
    }

    private static CelNode Logic(CelNode node, List<CelNode> args) => node with
    {
        Cost = new CelRange(args[0].Cost.Min, args.Aggregate(default(CelRange), (sum, a) => sum + a.Cost).Max),
        Size = CelRange.Exactly(1),
    };

    private static CelNode Choice(CelNode node, List<CelNode> args) => node with
    {
        Cost = args[0].Cost + args[1].Cost.Or(args[2].Cost),
        Size = args[1].SizeOrUnknown.Or(args[2].SizeOrUnknown),
        Entry = CelEntry.Or(args[1].Entry, args[2].Entry),
    };

    private CelNode Index(CelNode node, List<CelNode> args)
    {
        var sub = args[0].Type.Kind == CelKind.Map ? "@values" : "@items";
        var place = args[0].HasPath ? args[0].Place?.Step(sub) : _root;
        return node with
        {
            Cost = node.Cost + 1,
            Size = args[0].Entry?.Value ?? Sized(place, node.Type),
            HasPath = true,
            Place = place,
        };
    }
}
