using System.Text.Json.Nodes;
using Eso.Emulator.Aws.Protocol;

namespace Eso.Emulator.Aws.SecretsManager.Operations;

/// <summary>
/// Attaches a policy to a secret.
/// https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_PutResourcePolicy.html
/// Not emulated: refusing policies that lock the caller out; whether principals exist.
/// </summary>
internal sealed class PutResourcePolicy : IOperation<SecretsState>
{
    public static string Name => "PutResourcePolicy";

    public static JsonObject Handle(JsonObject request, SecretsState state, OperationContext context)
    {
        var found = SecretLookup.FindActive(request.Required("SecretId"), state, context);
        var policy = request.Required("ResourcePolicy");
        ResourcePolicies.Demand(policy);
        if (request.Flag("BlockPublicPolicy") == true && ResourcePolicies.IsPublic(policy))
        {
            throw SecretsErrors.PublicPolicy();
        }

        found.Secret.ResourcePolicy = policy;
        found.State.Changed(found.Secret.Name);
        return new JsonObject { ["ARN"] = found.Secret.Arn, ["Name"] = found.Secret.Name };
    }
}
