using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Eso.Kubernetes;

namespace Eso.Operator.Controllers.ExternalSecrets;

/// <summary>
/// What may be told of the API server's refusal of a target. The server quotes the value it refuses, which may be a
/// rendered one; names of keys are no secrets and stay.
/// </summary>
internal static class Refusals
{
    private static readonly Regex Quoted = new(@"Invalid value: ""((?:[^""\\]|\\.)*)""", RegexOptions.NonBacktracking);
    private static readonly string[] Maps = ["data", "stringData"];

    public static KubeException Safe(KubeException refusal, JsonObject draft)
    {
        if (!refusal.IsInvalid)
        {
            return refusal;
        }

        var known = Maps.Select(draft.Object).Concat([draft.Labels(), draft.Annotations()])
            .SelectMany(m => m ?? []).Select(m => m.Key).Append(draft.Name()).ToHashSet(StringComparer.Ordinal);
        var told = Quoted.Replace(refusal.Message, m =>
            known.Contains(m.Groups[1].Value) ? m.Value : "Invalid value: [redacted]");
        // Without the original: its message would reach the log.
        return told == refusal.Message ? refusal : new KubeException(refusal.Code, refusal.Reason, told);
    }
}
