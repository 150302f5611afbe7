using Eso.Emulator.Kubernetes.Cel;

namespace Eso.Emulator.Kubernetes.Validation;

/// <summary>Whether a CEL expression of an admission policy or match condition compiles.</summary>
internal static class AdmissionExpressions
{
    private const int LengthMax = 16 * 1024;

    private static readonly string[] Always = ["object", "oldObject", "request"];

    /// <summary>Why an expression does not compile to what is wanted, in the API's words; null when it does.</summary>
    /// <param name="expression">The expression.</param>
    /// <param name="more">Variables besides object, oldObject and request.</param>
    /// <param name="wanted">The types it may have; a boolean when none are given.</param>
    public static string? Problem(string expression, IEnumerable<string> more, params CelKind[] wanted)
    {
        if (expression.Length > LengthMax)
        {
            return "compilation failed: expression is too long";
        }

        try
        {
            var variables = Always.Concat(more).ToDictionary(v => v, _ => CelType.Dyn, StringComparer.Ordinal);
            var type = CelProgram.Compile(expression, variables).Type;
            var kinds = wanted.Length == 0 ? [CelKind.Bool] : wanted;
            return type.Kind == CelKind.Dyn || kinds.Contains(type.Kind) ? null
                : kinds.Length == 1 ? $"must evaluate to {Name(new CelType(kinds[0]))} but got {Name(type)}"
                : $"must evaluate to one of [{string.Join(' ', kinds.Select(k => Name(new CelType(k))))}]";
        }
        catch (CelSyntaxException e)
        {
            return "compilation failed: " + e.Message;
        }
    }

    /// <summary>The same for a patch of a mutating policy, which must be of one type.</summary>
    public static string? PatchProblem(string expression, IEnumerable<string> more, CelType wanted)
    {
        if (expression.Length > LengthMax)
        {
            return "compilation failed: expression is too long";
        }

        try
        {
            var variables = Always.Concat(more).ToDictionary(v => v, _ => CelType.Dyn, StringComparer.Ordinal);
            var type = CelProgram.Compile(expression, variables, patchTypes: true).Type;
            return Fits(wanted, type) ? null : $"must evaluate to {Name(wanted)} but got {Name(type)}";
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
        CelKind.Opaque or CelKind.Object => type.Name,
        _ => type.Kind.ToString().ToLowerInvariant(),
    };
}
