using System.Text.Json.Nodes;
using Eso.Emulator.Aws.Iam.Authorization;
using Eso.Emulator.Aws.Protocol;

namespace Eso.Emulator.Aws.Iam.Operations;

/// <summary>
/// Whether the policies of a user, group or role would allow actions.
/// https://docs.aws.amazon.com/IAM/latest/APIReference/API_SimulatePrincipalPolicy.html
/// Not emulated: groups as a source; positions of statements; missing context keys.
/// </summary>
internal sealed class SimulatePrincipalPolicy : IOperation<IamState>
{
    public static string Name => "SimulatePrincipalPolicy";

    public static JsonObject Handle(JsonObject request, IamState state, OperationContext context)
    {
        var arn = request.Required("PolicySourceArn");
        var found = Explanation.PrincipalOf(context.World, arn)
            ?? throw IamErrors.InvalidInput($"Invalid Entity Arn: {arn} does not clearly define entity type and name.");
        return Simulation.Run(request, found.Principal, found.Policies);
    }
}
