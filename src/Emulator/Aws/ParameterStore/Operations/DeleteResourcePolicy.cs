using System.Text.Json.Nodes;
using Eso.Emulator.Aws.Protocol;

namespace Eso.Emulator.Aws.ParameterStore.Operations;

/// <summary>
/// Ends the sharing of a parameter by one policy.
/// https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_DeleteResourcePolicy.html
/// Not emulated: OpsItem groups.
/// </summary>
internal sealed class DeleteResourcePolicy : IOperation<ParameterStoreState>
{
    public static string Name => "DeleteResourcePolicy";

    public static JsonObject Handle(JsonObject request, ParameterStoreState state, OperationContext context)
    {
        state.Expire(context.Now);
        var parameter = ParameterSharing.Require(request.Required("ResourceArn"), state);
        parameter.SharePolicies.RemoveAt(
            ParameterSharing.IndexOf(parameter, request.Required("PolicyId"), request.Text("PolicyHash")));
        state.Changed(parameter.Key);
        return [];
    }
}
