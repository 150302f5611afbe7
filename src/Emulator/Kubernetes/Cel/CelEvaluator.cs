namespace Eso.Emulator.Kubernetes.Cel;

/// <summary>What an evaluation may spend, shared by the rules of one object.</summary>
internal sealed class CelBudget(long left)
{
    public long Left { get; set; } = left;
}

/// <summary>
/// Evaluates a checked expression. Errors are values that logic operators may absorb; the cost of every step is counted,
/// and beyond the budget all is an error.
/// </summary>
internal sealed partial class CelEvaluator(IReadOnlyDictionary<string, object?> variables, CelBudget budget, long callLimit)
{
    public const int TextMax = 8 * 1024 * 1024;
    public const int ListMax = 1_000_000;
    public const string OverBudget = "operation cancelled: actual cost limit exceeded";

    private static readonly CelError TooExpensive = new(OverBudget);
    private readonly Dictionary<string, object?> _variables = new(variables, StringComparer.Ordinal);
    private long _spent;

    public long Spent => _spent;

    public object? Run(CelExpr expr)
    {
        if (!Spend(1))
        {
            return TooExpensive;
        }

        return expr switch
        {
            CelLiteral literal => literal.Value,
            CelIdent ident => Ident(ident.Name),
            CelSelect select => Select(select),
            CelCall call => Call(call),
            CelListExpr list => List(list),
            CelMapExpr map => Map(map),
            CelMacro macro => Macro(macro),
            CelStructExpr made => Struct(made),
            _ => CelError.NoOverload,
        };
    }

    private object? Struct(CelStructExpr made)
    {
        var fields = new Dictionary<string, object?>(StringComparer.Ordinal);
        foreach (var (name, expr, optional, _) in made.Fields)
        {
            var value = Run(expr);
            if (value is CelError)
            {
                return value;
            }

            if (!optional)
            {
                fields[name] = value;
            }
            else if (value is CelOptional { HasValue: true } some)
            {
                fields[name] = some.Value;
            }
        }

        return new CelObject(made.Type, fields);
    }

    private bool Spend(long cost)
    {
        _spent += cost;
        budget.Left -= cost;
        return _spent <= callLimit && budget.Left >= 0;
    }

    private object? Ident(string name)
    {
        if (_variables.TryGetValue(name, out var value))
        {
            return value;
        }

        return CelEnvironment.TypeNamed(name) is { } type ? type : new CelError($"no such attribute(s): {name}");
    }

    private object? Select(CelSelect select)
    {
        if (CelNames.Qualified(select) is { } name && !_variables.ContainsKey(name.Split('.')[0]) && CelEnvironment.TypeNamed(name) is { } type)
        {
            return type;
        }

        var operand = Run(select.Operand);
        if (operand is CelError)
        {
            return operand;
        }

        if (operand is CelOptional optional)
        {
            return select.Test
                ? optional is { HasValue: true, Value: CelMap inner } && inner.TryField(select.Field, out _)
                : optional is { HasValue: true, Value: CelMap map } && map.TryField(select.Field, out var found)
                    ? Lift(found)
                    : CelOptional.None;
        }

        if (operand is not CelMap target)
        {
            return select.Optional ? CelOptional.None : CelError.NoOverload;
        }

        var has = target.TryField(select.Field, out var value);
        return select.Test ? has
            : select.Optional ? has ? Lift(value) : CelOptional.None
            : has ? value : new CelError("no such key: " + select.Field);
    }

    private static object Lift(object? value) => value is CelError or CelOptional ? value : CelOptional.Of(value);

    private object? Call(CelCall call)
    {
        switch (call.Name)
        {
            case "_&&_":
                return Logic(call, false);
            case "_||_":
                return Logic(call, true);
            case "_?_:_":
                return Run(call.Args[0]) switch
                {
                    true => Run(call.Args[1]),
                    false => Run(call.Args[2]),
                    CelError error => error,
                    _ => CelError.NoOverload,
                };
        }

        var function = CelEnvironment.Find(call.Name, call.Target is not null);
        var withTarget = call.Target is not null;
        if (withTarget && CelNames.Qualified(call.Target!) is { } prefix && !_variables.ContainsKey(prefix.Split('.')[0])
            && CelEnvironment.Find($"{prefix}.{call.Name}", false) is { } qualified)
        {
            (function, withTarget) = (qualified, false);
        }

        if (function is null)
        {
            return CelError.NoOverload;
        }

        var args = new object?[call.Args.Count + (withTarget ? 1 : 0)];
        for (var i = 0; i < args.Length; i++)
        {
            args[i] = Run(withTarget ? i == 0 ? call.Target! : call.Args[i - 1] : call.Args[i]);
            if (args[i] is CelError)
            {
                return args[i];
            }
        }

        return Spend(Cost(args)) ? function.Run(args) : TooExpensive;
    }

    /// <summary>Work grows with texts and lists: a tenth of a text's length, a list's count.</summary>
    private static long Cost(object?[] args)
    {
        long cost = 0;
        foreach (var arg in args)
        {
            cost += arg switch
            {
                string s => s.Length / 10,
                byte[] b => b.Length / 10,
                IReadOnlyList<object?> list => list.Count,
                _ => 0,
            };
        }

        return cost;
    }

    /// <summary>And, or: one side decides alone, even when the other is an error.</summary>
    private object? Logic(CelCall call, bool decisive)
    {
        var left = Run(call.Args[0]);
        if (left is bool l && l == decisive)
        {
            return decisive;
        }

        var right = Run(call.Args[1]);
        if (right is bool r && r == decisive)
        {
            return decisive;
        }

        return left is CelError ? left : right is CelError ? right : left is bool && right is bool ? !decisive : CelError.NoOverload;
    }

    private object? List(CelListExpr list)
    {
        var items = new List<object?>(list.Items.Count);
        foreach (var (expr, optional) in list.Items)
        {
            var value = Run(expr);
            if (value is CelError)
            {
                return value;
            }

            if (!optional)
            {
                items.Add(value);
            }
            else if (value is CelOptional { HasValue: true } some)
            {
                items.Add(some.Value);
            }
        }

        return items;
    }

    private object? Map(CelMapExpr map)
    {
        var entries = new Dictionary<object, object?>(CelValues.Keys);
        foreach (var (keyExpr, valueExpr, optional) in map.Entries)
        {
            var key = Run(keyExpr);
            var value = Run(valueExpr);
            if (key is CelError || value is CelError)
            {
                return key is CelError ? key : value;
            }

            if (key is not (string or long or ulong or bool))
            {
                return new CelError("unsupported key type");
            }

            if (optional)
            {
                if (value is not CelOptional { HasValue: true } some)
                {
                    continue;
                }

                value = some.Value;
            }

            if (!entries.TryAdd(key, value))
            {
                return new CelError("Failed with repeated key");
            }
        }

        return new CelDictionary(entries);
    }
}
