using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Eso.Emulator.Aws.Protocol;

namespace Eso.Emulator.Aws.ParameterStore.Operations;

/// <summary>
/// Shares an advanced parameter with other accounts, or replaces the policy that does.
/// https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_PutResourcePolicy.html
/// Not emulated: OpsItem groups; Resource Access Manager's shares.
/// </summary>
internal sealed class PutResourcePolicy : IOperation<ParameterStoreState>
{
    private const int PoliciesMax = 10;

    public static string Name => "PutResourcePolicy";

    public static JsonObject Handle(JsonObject request, ParameterStoreState state, OperationContext context)
    {
        state.Expire(context.Now);
        var parameter = ParameterSharing.Require(request.Required("ResourceArn"), state);
        if (!parameter.IsAdvanced)
        {
            throw ParameterStoreErrors.PolicyInvalid(
                "Only parameters in the advanced-parameter tier can be shared with other accounts.");
        }

        var document = request.Required("Policy");
        ParameterSharing.Check(document);
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(document)));
        var id = request.Text("PolicyId");
        if (id is null)
        {
            if (parameter.SharePolicies.Count >= PoliciesMax)
            {
                throw ParameterStoreErrors.PolicyInvalid(
                    $"A parameter can have {PoliciesMax} resource policies at most.");
            }

            id = context.Entropy.Uuid();
            parameter.SharePolicies.Add(new ParameterSharePolicy(id, hash, document));
        }
        else
        {
            var at = ParameterSharing.IndexOf(parameter, id, request.Text("PolicyHash"));
            parameter.SharePolicies[at] = new ParameterSharePolicy(id, hash, document);
        }

        state.Changed(parameter.Key);
        return new JsonObject { ["PolicyId"] = id, ["PolicyHash"] = hash };
    }
}
