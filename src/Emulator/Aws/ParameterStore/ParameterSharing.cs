using Eso.Emulator.Aws.Protocol;

namespace Eso.Emulator.Aws.ParameterStore;

/// <summary>Parameters shared with other accounts by a resource policy.</summary>
internal static class ParameterSharing
{
    /// <summary>Whether a policy of the parameter names the caller's account; what it may do there is IAM's matter.</summary>
    public static bool IsSharedWith(Parameter parameter, OperationContext context) =>
        parameter.SharePolicies.Any(p => Names(p.Document, context.Account));

    // Only account principals are accepted when the policy is put, so that the id in the text is a principal.
    private static bool Names(string document, string account) =>
        document.Contains(account, StringComparison.Ordinal);
}
