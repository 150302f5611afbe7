using Eso.Emulator.Kubernetes.Cel;

namespace Eso.Emulator.Kubernetes.Validation;

/// <summary>Whether a CEL expression of an admission policy or match condition compiles.</summary>
internal static class AdmissionExpressions
{
    private const int LengthMax = 16 * 1024;

    /// <summary>Why an expression does not compile to what is wanted, in the API's words; null when it does.</summary>
    /// <param name="expression">The expression.</param>
    /// <param name="variables">What it may read; see <see cref="AdmissionTypes.Variables"/>.</param>
    /// <param name="wanted">The types it may have; a boolean when none are given.</param>
    public static string? Problem(
        string expression, IReadOnlyDictionary<string, CelType> variables, params CelKind[] wanted)
    {
        if (Compile(expression, variables, false, out var type) is { } problem)
        {
            return problem;
        }

        // What may be anything is not taken for what is wanted: object.spec.on is no boolean.
        var kinds = wanted.Length == 0 ? [CelKind.Bool] : wanted;
        return kinds.Contains(type!.Kind) ? null
            : kinds.Length == 1 ? $"must evaluate to {Name(new CelType(kinds[0]))} but got {Name(type)}"
            : $"must evaluate to one of [{string.Join(' ', kinds.Select(k => Name(new CelType(k))))}] but got {Name(type)}";
    }

    /// <summary>The type of a variable's expression, which may be any; null and a problem when it does not compile.</summary>
    public static CelType? TypeOf(string expression, IReadOnlyDictionary<string, CelType> variables, out string? problem)
    {
        problem = Compile(expression, variables, false, out var type);
        return type;
    }

    /// <summary>The same for a patch of a mutating policy, which must be of one type.</summary>
    public static string? PatchProblem(
        string expression, IReadOnlyDictionary<string, CelType> variables, CelType wanted) =>
        Compile(expression, variables, true, out var type)
            ?? (Fits(wanted, type!) ? null : $"must evaluate to {Name(wanted)} but got {Name(type!)}");

    private static string? Compile(
        string expression, IReadOnlyDictionary<string, CelType> variables, bool patchTypes, out CelType? type)
    {
        type = null;
        if (expression.Length > LengthMax)
        {
            return "compilation failed: expression is too long";
        }

        try
        {
            type = CelProgram.Compile(expression, variables, patchTypes).Type;
            return null;
        }
        catch (CelSyntaxException e)
        {
            return "compilation failed: " + e.Message;
        }
    }

    private static bool Fits(CelType wanted, CelType type) => type.Kind is CelKind.Dyn or CelKind.Variable
        || (type.Kind == wanted.Kind && type.Name == wanted.Name
            && (wanted.Kind != CelKind.List || Fits(wanted.First!, type.First!)));

    private static string Name(CelType type) => type.Kind switch
    {
        CelKind.Null => "null_type",
        CelKind.Timestamp => "google.protobuf.Timestamp",
        CelKind.Duration => "google.protobuf.Duration",
        CelKind.List => $"list({Name(type.First!)})",
        CelKind.Map => $"map({Name(type.First!)}, {Name(type.Second!)})",
        CelKind.Variable => "dyn",
        CelKind.Optional => $"optional_type({Name(type.First!)})",
        CelKind.Opaque or CelKind.Object => type.Name,
        _ => type.Kind.ToString().ToLowerInvariant(),
    };
}
