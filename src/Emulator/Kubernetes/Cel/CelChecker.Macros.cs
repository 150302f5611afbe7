namespace Eso.Emulator.Kubernetes.Cel;

/// <summary>Macros and the variables they bind.</summary>
internal sealed partial class CelChecker
{
    private CelType Macro(CelMacro macro)
    {
        var range = Resolve(Visit(macro.Range));
        if (macro.Name is "optMap" or "optFlatMap")
        {
            var inner = range.Kind == CelKind.Optional ? range.First! : CelType.Dyn;
            var body = Scoped([(macro.Variable, inner)], () => Resolve(Visit(macro.Body)));
            return macro.Name == "optMap" ? CelType.Optional(body) : body;
        }

        if (range.Kind is not (CelKind.List or CelKind.Map or CelKind.Dyn or CelKind.Variable))
        {
            Fault(macro.Range.At, $"expression of type '{range}' cannot be range of a comprehension (must be list, map, or dynamic)");
            range = CelType.Faulty;
        }

        var (first, second) = range.Kind switch
        {
            CelKind.List => macro.Second is null ? (range.First!, CelType.Dyn) : (CelType.Int, range.First!),
            CelKind.Map => (range.First!, range.Second!),
            CelKind.Dyn => (range, range),
            _ => (CelType.Dyn, CelType.Dyn),
        };
        return Scoped([(macro.Variable, first), (macro.Second ?? "", second)], () => Body(macro, range, first));
    }

    private CelType Body(CelMacro macro, CelType range, CelType element)
    {
        if (macro.Filter is not null)
        {
            RequireBool(macro.Filter, macro, CelType.List(CelType.Dyn));
        }

        switch (macro.Name)
        {
            case "all" or "exists" or "exists_one":
                RequireBool(macro.Body, macro);
                return CelType.Bool;
            case "filter":
                RequireBool(macro.Body, macro, CelType.List(element));
                return CelType.List(element);
            case "sortBy":
                SortKey(macro, range);
                return range.Kind == CelKind.List ? range : CelType.List(CelType.Dyn);
            case "transformMap":
                return CelType.Map(range.Kind == CelKind.List ? CelType.Int : range.First ?? CelType.Dyn, Resolve(Visit(macro.Body)));
            case "transformMapEntry":
                return Resolve(Visit(macro.Body));
            default:
                return CelType.List(Resolve(Visit(macro.Body)));
        }
    }

    private void RequireBool(CelExpr expr, CelMacro macro, CelType? result = null)
    {
        if (macro.Name is "all" or "exists")
        {
            WantBool(expr);
            return;
        }

        var type = Resolve(Visit(expr));
        if (type.Kind is CelKind.Bool or CelKind.Dyn or CelKind.Variable)
        {
            return;
        }

        // The macro is a choice between what was gathered and one more; map gathers what its body gives.
        result = macro.Name switch
        {
            "exists_one" => CelType.Int,
            "map" => CelType.List(Resolve(Visit(macro.Body))),
            _ => result ?? CelType.Dyn,
        };
        Fault(macro.At, NoOverload("_?_:_", null, [type, result, result]));
    }

    private void SortKey(CelMacro macro, CelType range)
    {
        var key = Resolve(Visit(macro.Body));
        if (key.Kind is not (CelKind.Int or CelKind.Uint or CelKind.Double or CelKind.Bool or CelKind.Duration
            or CelKind.Timestamp or CelKind.String or CelKind.Bytes or CelKind.Dyn or CelKind.Variable))
        {
            Fault(macro.At, NoOverload("@sortByAssociatedKeys", range, [range, CelType.List(key)]));
        }
    }

    private CelType Scoped((string Name, CelType Type)[] variables, Func<CelType> run)
    {
        var before = variables.Select(v => (v.Name, Old: _variables.GetValueOrDefault(v.Name))).ToList();
        foreach (var (name, type) in variables.Where(v => v.Name.Length > 0))
        {
            _variables[name] = type;
        }

        var result = run();
        foreach (var (name, old) in before)
        {
            if (old is null)
            {
                _variables.Remove(name);
            }
            else
            {
                _variables[name] = old;
            }
        }

        return result;
    }
}
