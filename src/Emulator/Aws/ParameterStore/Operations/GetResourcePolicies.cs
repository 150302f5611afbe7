using System.Text.Json.Nodes;
using Eso.Emulator.Aws.Protocol;

namespace Eso.Emulator.Aws.ParameterStore.Operations;

/// <summary>
/// The policies by which a parameter is shared.
/// https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_GetResourcePolicies.html
/// Not emulated: OpsItem groups; a second page (ten policies fit on one).
/// </summary>
internal sealed class GetResourcePolicies : IOperation<ParameterStoreState>
{
    public static string Name => "GetResourcePolicies";

    public static JsonObject Handle(JsonObject request, ParameterStoreState state, OperationContext context)
    {
        state.Expire(context.Now);
        var parameter = ParameterSharing.Require(request.Required("ResourceArn"), state);
        return new JsonObject
        {
            ["Policies"] = new JsonArray(parameter.SharePolicies.Select(p => (JsonNode?)new JsonObject
            {
                ["PolicyId"] = p.Id,
                ["PolicyHash"] = p.Hash,
                ["Policy"] = p.Document,
            }).ToArray()),
        };
    }
}
