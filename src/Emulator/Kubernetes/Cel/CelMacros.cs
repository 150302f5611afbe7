namespace Eso.Emulator.Kubernetes.Cel;

/// <summary>Calls that are macros: has(), comprehensions with one or two variables, optMap, sortBy.</summary>
internal static class CelMacros
{
    public static CelExpr? Expand(
        CelExpr? target, string name, List<CelExpr> args, int at, Func<int, string, CelSyntaxException> fault)
    {
        if (target is null)
        {
            if (name != "has" || args.Count != 1)
            {
                return null;
            }

            return args[0] is CelSelect { Test: false } select
                ? select with { Test = true, At = at }
                : throw fault(args[0].At, "invalid argument to has() macro");
        }

        return (name, args.Count) switch
        {
            ("all" or "exists" or "exists_one" or "existsOne" or "map" or "filter", 2) =>
                Macro(Plain(name), target, args[0], null, null, args[1], at, fault),
            ("optMap" or "optFlatMap" or "sortBy", 2) => Macro(name, target, args[0], null, null, args[1], at, fault),
            ("map", 3) => Macro(name, target, args[0], null, args[1], args[2], at, fault),
            ("all" or "exists" or "existsOne" or "exists_one", 3) => Macro(Plain(name), target, args[0], args[1], null, args[2], at, fault),
            ("transformList" or "transformMap" or "transformMapEntry", 3) => Macro(name, target, args[0], args[1], null, args[2], at, fault),
            ("transformList" or "transformMap" or "transformMapEntry", 4) => Macro(name, target, args[0], args[1], args[2], args[3], at, fault),
            _ => null,
        };
    }

    private static string Plain(string name) => name == "existsOne" ? "exists_one" : name;

    private static CelMacro Macro(
        string name, CelExpr range, CelExpr first, CelExpr? second, CelExpr? filter, CelExpr body, int at,
        Func<int, string, CelSyntaxException> fault)
    {
        if (first is not CelIdent variable)
        {
            var shown = name is "map" or "filter" && second is null ? "argument is not an identifier" : "argument must be a simple name";
            throw fault(first.At, shown);
        }

        if (second is not (null or CelIdent))
        {
            throw fault(second.At, "argument must be a simple name");
        }

        return new CelMacro(name, range, variable.Name, (second as CelIdent)?.Name, filter, body, at);
    }
}
