namespace Eso.Emulator.Kubernetes.Cel;

/// <summary>
/// Checks an expression's types as cel-go does, with the Kubernetes validators on top: literals of one type, and durations,
/// timestamps, patterns and formats that are literals must be good. Faults are collected and told together.
/// </summary>
internal sealed partial class CelChecker
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
