using Eso.Emulator.Kubernetes.Cel;

namespace Eso.Emulator.Kubernetes.Validation;

/// <summary>Whether a CEL expression of an admission policy or match condition compiles.</summary>
internal static class AdmissionExpressions
{
    private const int LengthMax = 16 * 1024;

    private static readonly Dictionary<string, CelType> Variables = new(StringComparer.Ordinal)
    {
        ["object"] = CelType.Dyn,
        ["oldObject"] = CelType.Dyn,
        ["request"] = CelType.Dyn,
        ["params"] = CelType.Dyn,
        ["namespaceObject"] = CelType.Dyn,
        ["variables"] = CelType.Dyn,
        ["authorizer"] = CelType.Dyn,
    };

    /// <summary>Why an expression does not compile to a boolean, in the API's words; null when it does.</summary>
    public static string? Problem(string expression)
    {
        if (expression.Length > LengthMax)
        {
            return "compilation failed: expression is too long";
        }

        try
        {
            var type = CelProgram.Compile(expression, Variables).Type;
            return type.Kind is CelKind.Bool or CelKind.Dyn ? null : $"must evaluate to bool but got {Name(type)}";
        }
        catch (CelSyntaxException e)
        {
            return "compilation failed: " + e.Message;
        }
    }

    private static string Name(CelType type) => type.Kind switch
    {
        CelKind.Null => "null_type",
        CelKind.Opaque or CelKind.Object => type.Name,
        _ => type.Kind.ToString().ToLowerInvariant(),
    };
}
