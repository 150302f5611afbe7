namespace Eso.Emulator.Kubernetes.Cel;

/// <summary>Macros: loops over lists and maps.</summary>
internal sealed partial class CelEvaluator
{
    private object? Macro(CelMacro macro)
    {
        var range = Run(macro.Range);
        if (range is CelError)
        {
            return range;
        }

        if (macro.Name is "optMap" or "optFlatMap")
        {
            return OptionalMacro(macro, range);
        }

        IEnumerable<(object? First, object? Second)>? items = range switch
        {
            CelMap map => map.Keys.Select(k => ((object?)k, map.TryGet(k, out var v) ? v : null)),
            IReadOnlyList<object?> list when macro.Second is null => list.Select(i => (i, (object?)null)),
            IReadOnlyList<object?> list => list.Select((i, n) => ((object?)(long)n, i)),
            _ => null,
        };
        if (items is null)
        {
            return CelError.NoOverload;
        }

        var old = _variables.GetValueOrDefault(macro.Variable);
        var had = _variables.ContainsKey(macro.Variable);
        var result = macro.Name is "all" or "exists" or "exists_one" ? Test(macro, items) : Build(macro, items);
        if (had)
        {
            _variables[macro.Variable] = old;
        }
        else
        {
            _variables.Remove(macro.Variable);
        }

        return result;
    }

    private object? OptionalMacro(CelMacro macro, object? range)
    {
        if (range is not CelOptional optional)
        {
            return CelError.NoOverload;
        }

        if (!optional.HasValue)
        {
            return CelOptional.None;
        }

        var had = _variables.TryGetValue(macro.Variable, out var old);
        _variables[macro.Variable] = optional.Value;
        var result = Run(macro.Body);
        if (had)
        {
            _variables[macro.Variable] = old;
        }
        else
        {
            _variables.Remove(macro.Variable);
        }

        return result is CelError ? result : macro.Name == "optMap" ? CelOptional.Of(result) : result;
    }

    private void Bind(CelMacro macro, (object? First, object? Second) item)
    {
        _variables[macro.Variable] = item.First;
        if (macro.Second is not null)
        {
            _variables[macro.Second] = item.Second;
        }
    }

    private object Test(CelMacro macro, IEnumerable<(object? First, object? Second)> items)
    {
        CelError? error = null;
        var count = 0;
        foreach (var item in items)
        {
            Bind(macro, item);
            switch (Run(macro.Body))
            {
                case bool b:
                    if (b && macro.Name == "exists")
                    {
                        return true;
                    }

                    if (!b && macro.Name == "all")
                    {
                        return false;
                    }

                    count += b ? 1 : 0;
                    break;
                case CelError fault:
                    if (fault.Message == OverBudget || macro.Name == "exists_one")
                    {
                        return fault;
                    }

                    error ??= fault;
                    break;
                default:
                    return CelError.NoOverload;
            }
        }

        return error ?? (object)(macro.Name switch { "all" => true, "exists" => false, _ => count == 1 });
    }

    private object? Build(CelMacro macro, IEnumerable<(object? First, object? Second)> items)
    {
        var list = new List<object?>();
        var keys = new List<object?>();
        foreach (var item in items)
        {
            Bind(macro, item);
            var keep = macro.Name == "filter" ? Run(macro.Body) : macro.Filter is null ? true : Run(macro.Filter);
            if (keep is not bool wanted)
            {
                return keep is CelError ? keep : CelError.NoOverload;
            }

            if (!wanted)
            {
                continue;
            }

            var value = macro.Name == "filter" ? item.First : Run(macro.Body);
            if (value is CelError)
            {
                return value;
            }

            keys.Add(item.First);
            list.Add(macro.Name == "sortBy" ? item.First : value);
            if (macro.Name == "sortBy")
            {
                keys[^1] = value;
            }
        }

        return macro.Name switch
        {
            "sortBy" => CelLists.Sort(list, keys),
            "transformMap" => new CelDictionary(keys.Zip(list).Where(p => p.First is not null).Select(p => new KeyValuePair<object, object?>(p.First!, p.Second))),
            "transformMapEntry" => Entries(list),
            _ => list,
        };
    }

    private static object Entries(List<object?> maps)
    {
        var entries = new Dictionary<object, object?>(CelValues.Keys);
        foreach (var map in maps.OfType<CelMap>())
        {
            foreach (var key in map.Keys)
            {
                if (!entries.TryAdd(key, map.TryGet(key, out var value) ? value : null))
                {
                    return new CelError("insert failed: key already exists");
                }
            }
        }

        return new CelDictionary(entries);
    }
}
