using System.Text.RegularExpressions;
using Eso.Aws;

namespace Eso.Operator.Providers.Aws;

/// <summary>AWS's failures as the provider contract has them.</summary>
internal static partial class AwsFailures
{
    public static ProviderException ToProvider(AwsException e, string prefix = "") =>
        new(ClassOf(e), prefix + Sanitize(e.Message), e);

    public static Failure ClassOf(AwsException e) => e.Failure switch
    {
        AwsFailure.Denied => Failure.Denied,
        AwsFailure.Throttled => Failure.Throttled,
        AwsFailure.Unavailable => Failure.Unavailable,
        _ => Failure.Invalid,
    };

    /// <summary>Nothing that differs from one try to the next may reach a condition.</summary>
    public static string Sanitize(string message) => Varying().Replace(message, "");

    // Request ids, credentials, and the moments AWS quotes in expired tokens and skewed signatures.
    [GeneratedRegex(@"(?i)(request id: \S+)|( Credential=.+)|((?<=date/time) \d+)|(\d{8}T\d{6}Z)")]
    private static partial Regex Varying();
}
