using System.Text.Json.Nodes;
using Eso.Emulator.Aws.Protocol;

namespace Eso.Emulator.Aws.SecretsManager.Operations;

/// <summary>
/// Attaches a policy to a secret.
/// https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_PutResourcePolicy.html
/// A policy that locks the caller out is refused where IAM is enforced.
/// Not emulated: whether principals exist in accounts of which this world knows no user or role.
/// </summary>
internal sealed class PutResourcePolicy : IOperation<SecretsState>
{
    public static string Name => "PutResourcePolicy";

    public static JsonObject Handle(JsonObject request, SecretsState state, OperationContext context)
    {
        var found = SecretLookup.FindActive(request.Required("SecretId"), state, context);
        Replication.DemandPrimary(found.Secret, context);
        var policy = request.Required("ResourcePolicy");
        ResourcePolicies.Demand(policy, context);
        if (request.Flag("BlockPublicPolicy") == true && ResourcePolicies.IsPublic(policy))
        {
            throw SecretsErrors.PublicPolicy();
        }

        if (LockOut.ByPolicy(found.Secret, policy, context))
        {
            throw SecretsErrors.LocksOut();
        }

        found.Secret.ResourcePolicy = policy;
        found.State.Changed(found.Secret.Name);
        Replication.Propagate(found, context);
        return new JsonObject { ["ARN"] = found.Secret.Arn, ["Name"] = found.Secret.Name };
    }
}
