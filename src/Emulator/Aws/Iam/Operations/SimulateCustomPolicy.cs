using System.Text.Json.Nodes;
using Eso.Emulator.Aws.Iam.Authorization;
using Eso.Emulator.Aws.Protocol;

namespace Eso.Emulator.Aws.Iam.Operations;

/// <summary>
/// Whether policies that are passed would allow actions.
/// https://docs.aws.amazon.com/IAM/latest/APIReference/API_SimulateCustomPolicy.html
/// Not emulated: positions of statements; missing context keys.
/// </summary>
internal sealed class SimulateCustomPolicy : IOperation<IamState>
{
    public static string Name => "SimulateCustomPolicy";

    public static JsonObject Handle(JsonObject request, IamState state, OperationContext context)
    {
        var caller = request.Text("CallerArn") ?? context.Caller.Arn;
        return Simulation.Run(
            request, new Principal(caller, context.Account), new CallerPolicies(false, [], null, null));
    }
}
