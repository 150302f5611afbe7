using Eso.Emulator.Kubernetes.Wire;

namespace Eso.Emulator.Kubernetes.Cel;

/// <summary>Functions and operators, and the arguments that can be judged as literals.</summary>
internal sealed partial class CelChecker
{
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
}
