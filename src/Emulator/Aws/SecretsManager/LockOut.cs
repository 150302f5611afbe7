using System.Text.Json.Nodes;
using Eso.Emulator.Aws.Iam.Authorization;
using Eso.Emulator.Aws.Protocol;

namespace Eso.Emulator.Aws.SecretsManager;

/// <summary>
/// Secrets Manager does not let callers take their own access to a secret away. Only where IAM is enforced: elsewhere
/// nobody loses anything by a policy.
/// </summary>
internal static class LockOut
{
    /// <summary>Whether the caller could not change the secret's policy any more once this one is attached.</summary>
    public static bool ByPolicy(Secret secret, string policy, OperationContext context)
    {
        var before = secret.ResourcePolicy;
        try
        {
            secret.ResourcePolicy = policy;
            var request = new JsonObject { ["SecretId"] = secret.Arn, ["ResourcePolicy"] = policy };
            return Authorizer.Refuse("secretsmanager", "PutResourcePolicy", request, context) is not null;
        }
        finally
        {
            secret.ResourcePolicy = before;
        }
    }

    /// <summary>
    /// Changes tags unless the caller could not make the same call afterwards: then nothing is changed, and the caller
    /// is told so with AccessDenied (https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_TagResource.html).
    /// </summary>
    public static void ChangeTags(
        Secret secret, string operation, JsonObject request, OperationContext context, Action change)
    {
        var before = secret.Tags?.ToList();
        change();
        if (Authorizer.Refuse("secretsmanager", operation, request, context) is { } refusal)
        {
            secret.Tags = before;
            throw refusal;
        }
    }
}
