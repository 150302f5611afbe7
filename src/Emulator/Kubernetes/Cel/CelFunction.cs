namespace Eso.Emulator.Kubernetes.Cel;

/// <summary>One overload: the types it takes (the target first for methods) and gives.</summary>
internal sealed record CelOverload(IReadOnlyList<CelType> Args, CelType Result);

/// <summary>A function or method with its overloads and what it does.</summary>
/// <param name="Run">Gets checked values, target first; gives <see cref="CelError.NoOverload"/> for types it does not know.</param>
internal sealed record CelFunction(string Name, bool IsMethod, IReadOnlyList<CelOverload> Overloads, Func<object?[], object?> Run)
{
    /// <summary>Reads signatures such as <c>string.indexOf(string, int): int</c>; the target's type is before the first dot.</summary>
    public static CelFunction Method(string name, string signatures, Func<object?[], object?> run) =>
        new(name, true, Read(signatures), run);

    public static CelFunction Global(string name, string signatures, Func<object?[], object?> run) =>
        new(name, false, Read(signatures), run);

    /// <summary>Overloads as <c>A, B: R | C: S</c>.</summary>
    private static List<CelOverload> Read(string signatures) => signatures.Split('|').Select(s =>
    {
        var colon = s.LastIndexOf(':');
        return new CelOverload(Split(s[..colon]).Select(Type).ToList(), Type(s[(colon + 1)..].Trim()));
    }).ToList();

    private static List<string> Split(string args)
    {
        var parts = new List<string>();
        var depth = 0;
        var start = 0;
        for (var i = 0; i <= args.Length; i++)
        {
            var c = i < args.Length ? args[i] : ',';
            depth += c == '(' ? 1 : c == ')' ? -1 : 0;
            if (c == ',' && depth == 0)
            {
                parts.Add(args[start..i].Trim());
                start = i + 1;
            }
        }

        return parts.Where(p => p.Length > 0).ToList();
    }

    private static CelType Type(string text)
    {
        var open = text.IndexOf('(');
        if (open > 0)
        {
            var inner = Split(text[(open + 1)..^1]).Select(Type).ToList();
            return text[..open] switch
            {
                "list" => CelType.List(inner[0]),
                "map" => CelType.Map(inner[0], inner[1]),
                "optional" => CelType.Optional(inner[0]),
                _ => CelType.TypeOf(inner[0]),
            };
        }

        return text switch
        {
            "dyn" => CelType.Dyn,
            "bool" => CelType.Bool,
            "int" => CelType.Int,
            "uint" => CelType.Uint,
            "double" => CelType.Double,
            "string" => CelType.String,
            "bytes" => CelType.Bytes,
            "null" => CelType.Null,
            "time" => CelType.Timestamp,
            "span" => CelType.Duration,
            "A" or "B" => CelType.Variable(text),
            "quantity" => CelType.Opaque("kubernetes.Quantity"),
            "ip" => CelType.Opaque("net.IP"),
            "cidr" => CelType.Opaque("net.CIDR"),
            "url" => CelType.Opaque("kubernetes.URL"),
            "semver" => CelType.Opaque("kubernetes.Semver"),
            "format" => CelType.Opaque("kubernetes.NamedFormat"),
            "authorizer" => CelType.Opaque("kubernetes.authorization.Authorizer"),
            "pathcheck" => CelType.Opaque("kubernetes.authorization.PathCheck"),
            "groupcheck" => CelType.Opaque("kubernetes.authorization.GroupCheck"),
            "resourcecheck" => CelType.Opaque("kubernetes.authorization.ResourceCheck"),
            "decision" => CelType.Opaque("kubernetes.authorization.Decision"),
            _ => throw new InvalidOperationException($"Unknown type {text} in a signature."),
        };
    }
}
