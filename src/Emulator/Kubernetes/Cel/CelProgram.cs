namespace Eso.Emulator.Kubernetes.Cel;

/// <summary>A compiled expression of the Kubernetes environment.</summary>
internal sealed class CelProgram
{
    /// <summary>What one expression may cost when it runs.</summary>
    public const long CallCostMax = 1_000_000;

    /// <summary>What all rules of one object may cost.</summary>
    public const long ObjectCostMax = 10_000_000;

    private CelProgram(string source, CelExpr expr, CelType type)
    {
        Source = source;
        Expression = expr;
        Type = type;
    }

    public string Source { get; }

    public CelExpr Expression { get; }

    public CelType Type { get; }

    /// <summary>The type of each node of the expression.</summary>
    public required Func<CelExpr, CelType> TypeOf { get; init; }

    /// <exception cref="CelSyntaxException">With the faults as cel-go prints them (<c>ERROR: &lt;input&gt;:1:6: …</c>).</exception>
    public static CelProgram Compile(
        string source, IReadOnlyDictionary<string, CelType> variables, bool patchTypes = false)
    {
        var expr = CelParser.Parse(source);
        var type = CelChecker.Check(expr, source, variables, patchTypes, out var typeOf);
        return new CelProgram(source, expr, type) { TypeOf = typeOf };
    }

    /// <summary>The value, or a <see cref="CelError"/>.</summary>
    public object? Run(IReadOnlyDictionary<string, object?> variables, CelBudget budget) =>
        new CelEvaluator(variables, budget, CallCostMax).Run(Expression);

    /// <summary>The fault of a conversion of a literal, which cel-go finds when it plans the program; null when there is none.</summary>
    public string? FoldFault => Fold(Expression);

    /// <summary>True when the expression reads the variable.</summary>
    public bool Uses(string variable) => Uses(Expression, variable);

    private static string? Fold(CelExpr expr)
    {
        if (expr is CelCall { Target: null, Args: [CelLiteral literal] } call
            && call.Name is "bool" or "bytes" or "double" or "duration" or "int" or "string" or "timestamp" or "uint"
            && CelEnvironment.Find(call.Name, false)!.Run([literal.Value]) is CelError error)
        {
            return error.Message;
        }

        return Children(expr).Select(Fold).FirstOrDefault(f => f is not null);
    }

    private static IEnumerable<CelExpr> Children(CelExpr expr) => expr switch
    {
        CelSelect select => [select.Operand],
        CelCall call => call.Target is null ? call.Args : [call.Target, .. call.Args],
        CelListExpr list => list.Items.Select(i => i.Value),
        CelMapExpr map => map.Entries.SelectMany(e => new[] { e.Key, e.Value }),
        CelStructExpr made => made.Fields.Select(f => f.Value),
        CelMacro macro => macro.Filter is null ? [macro.Range, macro.Body] : [macro.Range, macro.Filter, macro.Body],
        _ => [],
    };

    private static bool Uses(CelExpr expr, string variable) =>
        expr is CelIdent ident ? ident.Name == variable : Children(expr).Any(c => Uses(c, variable));
}
