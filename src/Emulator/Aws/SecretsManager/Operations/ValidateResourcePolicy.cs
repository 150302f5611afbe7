using System.Text.Json.Nodes;
using Eso.Emulator.Aws.Protocol;

namespace Eso.Emulator.Aws.SecretsManager.Operations;

/// <summary>
/// Says whether a policy could be attached, and what speaks against it.
/// https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_ValidateResourcePolicy.html
/// Not emulated: the check that the caller keeps access, unless a secret is named and IAM is enforced.
/// </summary>
internal sealed class ValidateResourcePolicy : IOperation<SecretsState>
{
    public static string Name => "ValidateResourcePolicy";

    public static JsonObject Handle(JsonObject request, SecretsState state, OperationContext context)
    {
        var secret = request.Text("SecretId") is { } id ? SecretLookup.Find(id, state, context).Secret : null;

        var policy = request.Required("ResourcePolicy");
        var errors = new JsonArray();
        try
        {
            ResourcePolicies.Demand(policy, context);
            if (ResourcePolicies.IsPublic(policy))
            {
                errors.Add(Problem("PUBLIC_POLICY_CHECK", SecretsErrors.PublicPolicy().Text));
            }

            if (secret is not null && LockOut.ByPolicy(secret, policy, context))
            {
                errors.Add(Problem("LOCKOUT_CHECK", SecretsErrors.LocksOut().Text));
            }
        }
        catch (AwsException problem)
        {
            errors.Add(Problem("SYNTAX_CHECK", problem.Text));
        }

        return new JsonObject { ["PolicyValidationPassed"] = errors.Count == 0, ["ValidationErrors"] = errors };
    }

    private static JsonObject Problem(string check, string? text) =>
        new() { ["CheckName"] = check, ["ErrorMessage"] = text };
}
