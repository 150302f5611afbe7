using System.Text.Json.Nodes;
using Eso.Emulator.Aws.Protocol;

namespace Eso.Emulator.Aws.Iam.Operations;

/// <summary>
/// Replaces a role's trust policy; living sessions stay.
/// https://docs.aws.amazon.com/IAM/latest/APIReference/API_UpdateAssumeRolePolicy.html
/// Not emulated: nothing known.
/// </summary>
internal sealed class UpdateAssumeRolePolicy : IOperation<IamState>
{
    public static string Name => "UpdateAssumeRolePolicy";

    public static JsonObject Handle(JsonObject request, IamState state, OperationContext context)
    {
        var role = IamFind.Role(request, state);
        var trust = request.Required("PolicyDocument");
        PolicySyntax.CheckTrust(trust, context);
        role.TrustPolicy = trust;
        state.Touch(role);
        return [];
    }
}
