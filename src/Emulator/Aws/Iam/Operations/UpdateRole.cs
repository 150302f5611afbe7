using System.Text.Json.Nodes;
using Eso.Emulator.Aws.Protocol;

namespace Eso.Emulator.Aws.Iam.Operations;

/// <summary>
/// Changes a role's description and longest session.
/// https://docs.aws.amazon.com/IAM/latest/APIReference/API_UpdateRole.html
/// Not emulated: nothing known.
/// </summary>
internal sealed class UpdateRole : IOperation<IamState>
{
    public static string Name => "UpdateRole";

    public static JsonObject Handle(JsonObject request, IamState state, OperationContext context)
    {
        var role = IamFind.Role(request, state);
        role.Description = request.Text("Description") ?? role.Description;
        role.MaxSessionSeconds = (int)(request.Number("MaxSessionDuration") ?? role.MaxSessionSeconds);
        state.Touch(role);
        return [];
    }
}
