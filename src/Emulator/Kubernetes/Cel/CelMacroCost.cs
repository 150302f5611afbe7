namespace Eso.Emulator.Kubernetes.Cel;

/// <summary>The cost of macros: of the loops that cel-go writes in their place.</summary>
internal static class CelMacroCost
{
    public static CelNode Of(CelCost cost, CelMacro macro) => macro.Name switch
    {
        "optMap" or "optFlatMap" => Optional(cost, macro),
        "sortBy" => SortBy(cost, macro),
        _ => Loop(cost, macro, cost.Visit(macro.Range)),
    };

    /// <summary><c>x.hasValue() ? optional.of(bind(v, x.value(), body)) : optional.none()</c>.</summary>
    private static CelNode Optional(CelCost cost, CelMacro macro)
    {
        var target = cost.Visit(macro.Range);
        var inner = target.Type is { Kind: CelKind.Optional, First: { } first } ? first : CelType.Dyn;
        var value = target with { Cost = target.Cost + 1, Type = inner, Size = null, HasPath = false, Place = null };
        var body = cost.With([(macro.Variable, value)], () => cost.Visit(macro.Body));
        var bound = CelRange.Exactly(10) + value.Cost + body.Cost + (macro.Name == "optMap" ? 1UL : 0);
        return new CelNode(
            target.Cost + 1 + bound.Or(CelRange.Exactly(1)), cost.TypeOf(macro), CelRange.Unknown, Expr: macro);
    }

    /// <summary><c>bind(input, x, input.@sortByAssociatedKeys(input.map(v, key)))</c>.</summary>
    private static CelNode SortBy(CelCost cost, CelMacro macro)
    {
        var target = cost.Visit(macro.Range);
        var input = target with { Cost = CelRange.Exactly(1) };
        var keys = Loop(cost, macro with { Name = "map" }, input);
        var element = keys.Type.First?.Kind ?? CelKind.Dyn;
        var sorted = CelCallCost.Sort(keys.SizeOrUnknown, element is CelKind.String or CelKind.Bytes);
        return new CelNode(
            CelRange.Exactly(10) + target.Cost + input.Cost + keys.Cost + sorted,
            cost.TypeOf(macro),
            keys.SizeOrUnknown,
            Expr: macro);
    }

    private static CelNode Loop(CelCost cost, CelMacro macro, CelNode range)
    {
        var start = Start(macro);
        var accumulator = start with { Cost = CelRange.Exactly(1) };
        var step = cost.With(Variables(cost, macro, range), () => Step(cost, macro, accumulator));
        var condition = macro.Name switch { "all" => 2UL, "exists" => 3UL, _ => 0UL };
        var result = macro.Name == "exists_one" ? 2UL : 1UL;
        var size = range.SizeOrUnknown;
        var total = range.Cost + start.Cost + (size * (step.Cost + condition)) + result;
        var isMade = start.Entry is not null;
        return new CelNode(
            total,
            isMade ? step.Type : cost.TypeOf(macro),
            isMade ? size : CelRange.Exactly(1),
            isMade ? step.Entry : null,
            Expr: macro);
    }

    private static CelNode Start(CelMacro macro)
    {
        var nothing = new CelRange(0, 0);
        return macro.Name switch
        {
            "map" or "filter" or "transformList" => new CelNode(
                CelRange.Exactly(10), CelType.List(CelType.Dyn), nothing, new CelEntry(CelKind.List, CelRange.Exactly(1), nothing)),
            "transformMap" or "transformMapEntry" => new CelNode(
                CelRange.Exactly(30), CelType.Map(CelType.Dyn, CelType.Dyn), nothing, new CelEntry(CelKind.Map, nothing, nothing)),
            _ => new CelNode(CelRange.Exactly(0), CelType.Bool, CelRange.Exactly(1)),
        };
    }

    private static List<(string Name, CelNode Node)> Variables(CelCost cost, CelMacro macro, CelNode range)
    {
        var isList = (range.Entry?.Container ?? range.Type.Kind) == CelKind.List;
        var (key, value) = range.Type.Kind switch
        {
            CelKind.List => (CelType.Int, range.Type.First!),
            CelKind.Map => (range.Type.First!, range.Type.Second!),
            _ => (CelType.Dyn, CelType.Dyn),
        };
        if (macro.Second is not null)
        {
            return
            [
                (macro.Variable, cost.Part(range, isList ? "@indices" : "@keys", key, range.Entry?.Key)),
                (macro.Second, cost.Part(range, isList ? "@items" : "@values", value, range.Entry?.Value)),
            ];
        }

        return [(macro.Variable, isList
            ? cost.Part(range, "@items", value, range.Entry?.Value)
            : cost.Part(range, "@keys", key, range.Entry?.Key))];
    }

    private static CelNode Step(CelCost cost, CelMacro macro, CelNode accumulator)
    {
        var body = cost.Visit(macro.Body);
        switch (macro.Name)
        {
            case "all" or "exists":
                return body with { Cost = new CelRange(1, (body.Cost + 1).Max) };
            case "exists_one":
                return body with { Cost = body.Cost + new CelRange(1, 2) };
            case "filter":
                var item = cost.Visit(new CelIdent(macro.Variable, macro.At));
                return Chosen(body.Cost, Appended(accumulator, item), accumulator);
            case "transformMap" or "transformMapEntry":
                var inserted = accumulator with { Cost = body.Cost + (macro.Name == "transformMap" ? 3UL : 2UL) };
                return Filtered(cost, macro, inserted, accumulator);
            default:
                return Filtered(cost, macro, Appended(accumulator, body), accumulator);
        }
    }

    private static CelNode Filtered(CelCost cost, CelMacro macro, CelNode made, CelNode accumulator) =>
        macro.Filter is null ? made : Chosen(cost.Visit(macro.Filter).Cost, made, accumulator);

    private static CelNode Chosen(CelRange condition, CelNode made, CelNode accumulator) => made with
    {
        Cost = condition + made.Cost.Or(accumulator.Cost),
        Entry = CelEntry.Or(made.Entry, accumulator.Entry),
    };

    /// <summary><c>accumulator + [item]</c>.</summary>
    private static CelNode Appended(CelNode accumulator, CelNode item) => accumulator with
    {
        Cost = CelRange.Exactly(1) + accumulator.Cost + 10 + item.Cost,
        Type = CelType.List(item.Type),
        Entry = CelEntry.Or(accumulator.Entry, new CelEntry(CelKind.List, CelRange.Exactly(1), item.SizeOrUnknown)),
    };
}
