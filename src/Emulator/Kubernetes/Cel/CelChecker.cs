using Eso.Emulator.Kubernetes.Wire;

namespace Eso.Emulator.Kubernetes.Cel;

/// <summary>
/// Checks an expression's types as cel-go does, with the Kubernetes validators on top: literals of one type, and durations,
/// timestamps, patterns and formats that are literals must be good. Faults are collected and told together.
/// </summary>
internal sealed class CelChecker
{
    private const int ErrorsMax = 20;
    private readonly string _source;
    private readonly bool _patchTypes;
    private readonly Dictionary<string, CelType> _variables;
    private readonly List<(int At, string Text)> _errors = [];

    /// <summary>What is told only of an expression whose types are right.</summary>
    private readonly List<(int At, string Text)> _literals = [];
    private readonly Dictionary<string, CelType> _bindings = new(StringComparer.Ordinal);
    private readonly Dictionary<CelExpr, CelType> _types = new(ReferenceEqualityComparer.Instance);
    private int _fresh;
    private int _mixed;

    private CelChecker(string source, IReadOnlyDictionary<string, CelType> variables, bool patchTypes)
    {
        _source = source;
        _patchTypes = patchTypes;
        _variables = new Dictionary<string, CelType>(variables, StringComparer.Ordinal);
    }

    /// <summary>The type of the expression.</summary>
    /// <exception cref="CelSyntaxException">With all faults.</exception>
    /// <param name="typeOf">The type of each node, for the estimate of costs.</param>
    public static CelType Check(
        CelExpr expr,
        string source,
        IReadOnlyDictionary<string, CelType> variables,
        bool patchTypes,
        out Func<CelExpr, CelType> typeOf)
    {
        var checker = new CelChecker(source, variables, patchTypes);
        var type = checker.Resolve(checker.Visit(expr));
        var errors = checker._errors.Count > 0 ? checker._errors : checker._literals;
        typeOf = node => checker.Resolve(checker._types.GetValueOrDefault(node) ?? CelType.Dyn);
        return errors.Count == 0 ? type : throw new CelSyntaxException(string.Join('\n', errors
            .OrderBy(e => e.At).Take(ErrorsMax).Select(e => CelSource.Error(source, e.At, e.Text))));
    }

    private CelType Visit(CelExpr expr)
    {
        var type = TypeOf(expr);
        _types[expr] = type;
        return type;
    }

    private CelType TypeOf(CelExpr expr) => expr switch
    {
        CelLiteral literal => CelValues.TypeOf(literal.Value),
        CelIdent ident => Ident(ident),
        CelSelect select => Select(select),
        CelCall call => Call(call),
        CelListExpr list => List(list),
        CelMapExpr map => Map(map),
        CelMacro macro => Macro(macro),
        CelStructExpr made => Struct(made),
        _ => CelType.Dyn,
    };

    private CelType Struct(CelStructExpr made)
    {
        var type = _patchTypes ? CelPatchTypes.Find(made.Type) : null;
        if (type is null)
        {
            return Fault(made.At, Undeclared(made.Type));
        }

        foreach (var (name, value, optional, at) in made.Fields)
        {
            var actual = Resolve(Visit(value));
            actual = optional && actual.Kind == CelKind.Optional ? Resolve(actual.First!) : actual;
            if (type.Fields!(name) is not { } field)
            {
                Fault(at, $"undefined field '{name}'");
            }
            else if (!Assignable(field, actual))
            {
                Fault(at, $"expected type of field '{name}' is '{field}' but provided type is '{actual}'");
            }
        }

        return type;
    }

    private CelType Ident(CelIdent ident)
    {
        if (_variables.TryGetValue(ident.Name, out var type))
        {
            return type;
        }

        return CelEnvironment.TypeNamed(ident.Name) is { } named ? CelType.TypeOf(named) : Fault(ident.At, Undeclared(ident.Name));
    }

    private static string Undeclared(string name) => $"undeclared reference to '{name}' (in container '')";

    private CelType Select(CelSelect select)
    {
        if (CelNames.Qualified(select) is { } name && !_variables.ContainsKey(name.Split('.')[0]) && CelEnvironment.TypeNamed(name) is { } named)
        {
            return CelType.TypeOf(named);
        }

        var operand = Resolve(Visit(select.Operand));
        var optional = operand.Kind == CelKind.Optional;
        var target = optional ? Resolve(operand.First!) : operand;
        CelType result;
        switch (target.Kind)
        {
            case CelKind.Dyn or CelKind.Variable:
                result = CelType.Dyn;
                break;
            case CelKind.Map:
                result = target.Second!;
                break;
            case CelKind.Object when target.Fields!(select.Field) is { } field:
                result = field;
                break;
            case CelKind.Object:
                return Fault(select.At, $"undefined field '{select.Field}'");
            default:
                return Fault(select.At, $"type '{target}' does not support field selection");
        }

        return select.Test ? CelType.Bool : optional || select.Optional ? CelType.Optional(result) : result;
    }

    private CelType Call(CelCall call)
    {
        // A dotted name of a function, such as sets.contains, looks like a method at first.
        if (call.Target is not null && CelNames.Qualified(call.Target) is { } prefix && !_variables.ContainsKey(prefix.Split('.')[0])
            && CelEnvironment.Find($"{prefix}.{call.Name}", false) is { } qualified)
        {
            return Overload(qualified, call.Args, null, call);
        }

        if (call.Name is "_&&_" or "_||_")
        {
            return Logic(call);
        }

        if (call.Name == "_?_:_")
        {
            return Choice(call);
        }

        var function = CelEnvironment.Find(call.Name, call.Target is not null);
        if (function is null)
        {
            if (call.Target is not null)
            {
                Visit(call.Target);
            }

            foreach (var arg in call.Args)
            {
                Visit(arg);
            }

            if (!CelEnvironment.IsKnown(call.Name))
            {
                return Fault(call.At, Undeclared(call.Name));
            }

            var target = call.Target is null ? null : Resolve(Visit(call.Target));
            var types = call.Args.Select(a => Resolve(Visit(a))).ToList();
            return Fault(call.At, NoOverload(call.Name, target, target is null ? types : [target, .. types]));
        }

        Literals(call);
        _mixed += call.Name == "format" ? 1 : 0;
        var type = Overload(function, call.Args, call.Target, call);
        _mixed -= call.Name == "format" ? 1 : 0;
        return type;
    }

    private CelType Logic(CelCall call)
    {
        foreach (var arg in call.Args)
        {
            WantBool(arg);
        }

        return CelType.Bool;
    }

    private void WantBool(CelExpr expr)
    {
        var type = Resolve(Visit(expr));
        if (type.Kind is not (CelKind.Bool or CelKind.Dyn or CelKind.Variable))
        {
            Fault(expr.At, $"expected type 'bool' but found '{type}'");
        }
    }

    private CelType Choice(CelCall call)
    {
        var types = call.Args.Select(a => Resolve(Visit(a))).ToList();
        if (types[0].Kind is CelKind.Bool or CelKind.Dyn or CelKind.Variable && Assignable(types[1], types[2]))
        {
            return types[1].Kind == CelKind.Dyn ? types[1] : types[2].Kind == CelKind.Dyn ? types[2] : Resolve(types[1]);
        }

        return Fault(call.At, NoOverload(call.Name, null, types));
    }

    private CelType Overload(CelFunction function, IReadOnlyList<CelExpr> args, CelExpr? target, CelCall call)
    {
        var all = target is null ? args : [target, .. args];
        var types = all.Select(a => Resolve(Visit(a))).ToList();
        var matches = new List<CelType>();
        foreach (var overload in function.Overloads)
        {
            if (overload.Args.Count != types.Count)
            {
                continue;
            }

            var before = new Dictionary<string, CelType>(_bindings, StringComparer.Ordinal);
            var suffix = "$" + _fresh++;
            if (overload.Args.Zip(types).All(p => Assignable(Rename(p.First, suffix), p.Second)))
            {
                matches.Add(Resolve(Rename(overload.Result, suffix)));
                if (types.All(t => t.Kind != CelKind.Dyn))
                {
                    break;
                }
            }
            else
            {
                Restore(before);
            }
        }

        if (matches.Count == 0)
        {
            return Fault(call.At, NoOverload(function.Name.Contains('.') ? call.Name : function.Name, target is null ? null : types[0], types));
        }

        return matches.TrueForAll(m => m == matches[0]) ? matches[0] : CelType.Dyn;
    }

    private static string NoOverload(string name, CelType? target, IReadOnlyList<CelType> types)
    {
        var args = string.Join(", ", target is null ? types : types.Skip(1));
        return $"found no matching overload for '{name}' applied to '{(target is null ? "" : target + ".")}({args})'";
    }

    /// <summary>Literal arguments that can be judged at once.</summary>
    private void Literals(CelCall call)
    {
        if (call is { Target: null, Args: [CelLiteral { Value: string text } literal] })
        {
            if (call.Name == "duration" && GoDuration.Parse(text, out _) is null)
            {
                _literals.Add((literal.At, "invalid duration argument"));
            }
            else if (call.Name == "timestamp" && CelTimes.Parse(text) is null)
            {
                _literals.Add((literal.At, "invalid timestamp argument"));
            }
        }

        var pattern = call.Name is "matches" or "find" or "findAll" ? call.Args.ElementAtOrDefault(call.Target is null ? 1 : 0) : null;
        if (pattern is CelLiteral { Value: string regex } && GoRegex.Compile(regex, out _) is null)
        {
            _literals.Add((pattern.At, $"invalid {call.Name} argument"));
        }

        if (call is { Name: "format", Target: CelLiteral { Value: string format }, Args: [CelListExpr items] })
        {
            var wanted = CelFormatting.Arguments(format);
            var given = items.Items.Count;
            if (wanted > given)
            {
                _literals.Add((call.At, $"index {given} out of range"));
            }
            else if (wanted < given)
            {
                _literals.Add((
                    call.At, $"too many arguments supplied to string.format (expected {wanted}, got {given})"));
            }
        }
    }

    private CelType List(CelListExpr list)
    {
        CelType? item = null;
        foreach (var (value, optional) in list.Items)
        {
            var type = Resolve(Visit(value));
            type = optional && type.Kind == CelKind.Optional ? Resolve(type.First!) : type;
            item = Joined(item, type, value.At);
        }

        return CelType.List(item ?? CelType.Variable("e$" + _fresh++));
    }

    private CelType Map(CelMapExpr map)
    {
        CelType? key = null, value = null;
        foreach (var (k, v, optional) in map.Entries)
        {
            key = Joined(key, Resolve(Visit(k)), k.At);
            var type = Resolve(Visit(v));
            type = optional && type.Kind == CelKind.Optional ? Resolve(type.First!) : type;
            value = Joined(value, type, v.At);
        }

        return CelType.Map(key ?? CelType.Variable("e$" + _fresh++), value ?? CelType.Variable("e$" + _fresh++));
    }

    /// <summary>Literals hold one type; dyn opts out.</summary>
    private CelType Joined(CelType? known, CelType type, int at)
    {
        if (known is null || Assignable(known, type))
        {
            return known is null || known.Kind == CelKind.Variable ? type : type.Kind == CelKind.Dyn ? type : known;
        }

        if (_mixed == 0)
        {
            // Arguments of format may be of any types.
            _literals.Add((at, $"expected type '{known}' but found '{type}'"));
        }

        return CelType.Dyn;
    }

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

    private CelType Fault(int at, string text)
    {
        if (!_errors.Contains((at, text)))
        {
            _errors.Add((at, text));
        }

        return CelType.Faulty;
    }

    private bool Assignable(CelType wanted, CelType actual)
    {
        wanted = Resolve(wanted);
        actual = Resolve(actual);
        if (wanted.Kind == CelKind.Dyn || actual.Kind == CelKind.Dyn)
        {
            return true;
        }

        if (wanted.Kind == CelKind.Variable || actual.Kind == CelKind.Variable)
        {
            var (variable, other) = wanted.Kind == CelKind.Variable ? (wanted, actual) : (actual, wanted);
            if (variable.Name != other.Name || other.Kind != CelKind.Variable)
            {
                _bindings[variable.Name] = other;
            }

            return true;
        }

        if (wanted.Kind == CelKind.Null || actual.Kind == CelKind.Null)
        {
            var other = wanted.Kind == CelKind.Null ? actual : wanted;
            return other.Kind is CelKind.Null or CelKind.Object or CelKind.Timestamp or CelKind.Duration or CelKind.Opaque;
        }

        return wanted.Kind == actual.Kind && (wanted.Kind switch
        {
            CelKind.List or CelKind.Optional => Assignable(wanted.First!, actual.First!),
            CelKind.Map => Assignable(wanted.First!, actual.First!) && Assignable(wanted.Second!, actual.Second!),
            CelKind.Opaque => wanted.Name == actual.Name,
            CelKind.Object when CelPatchTypes.Find(wanted.Name) is not null => wanted.Name == actual.Name,
            _ => true,
        });
    }

    private CelType Resolve(CelType type)
    {
        for (var i = 0; type.Kind == CelKind.Variable && i < 100 && _bindings.TryGetValue(type.Name, out var bound); i++)
        {
            type = bound;
        }

        return type.Kind switch
        {
            CelKind.List or CelKind.Optional or CelKind.Type when type.First is { Kind: CelKind.Variable } => type with { First = Resolve(type.First) },
            CelKind.Map when type.First!.Kind == CelKind.Variable || type.Second!.Kind == CelKind.Variable =>
                type with { First = Resolve(type.First), Second = Resolve(type.Second!) },
            _ => type,
        };
    }

    private static CelType Rename(CelType type, string suffix) => type.Kind switch
    {
        CelKind.Variable => CelType.Variable(type.Name + suffix),
        CelKind.List or CelKind.Optional or CelKind.Type => type with { First = Rename(type.First!, suffix) },
        CelKind.Map => type with { First = Rename(type.First!, suffix), Second = Rename(type.Second!, suffix) },
        _ => type,
    };

    private void Restore(Dictionary<string, CelType> before)
    {
        _bindings.Clear();
        foreach (var (key, value) in before)
        {
            _bindings[key] = value;
        }
    }
}
