using System.Text.Json.Nodes;
using Eso.Emulator.Aws.Protocol;

namespace Eso.Emulator.Aws.Iam.Operations;

/// <summary>
/// Deletes a role that has no policies left, and with it its sessions.
/// https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteRole.html
/// Not emulated: nothing known.
/// </summary>
internal sealed class DeleteRole : IOperation<IamState>
{
    public static string Name => "DeleteRole";

    public static JsonObject Handle(JsonObject request, IamState state, OperationContext context)
    {
        var role = IamFind.Role(request, state);
        if (state.InstanceProfiles.Values.Any(p => p.Role == role.Name))
        {
            throw IamErrors.Conflict("must remove roles from instance profile first");
        }

        if (role.Attached.Count > 0)
        {
            throw IamErrors.Conflict("must detach all policies first");
        }

        if (role.Inline.Count > 0)
        {
            throw IamErrors.Conflict("must delete policies first");
        }

        state.Roles.Remove(role.Name);
        state.Touch(role);
        return [];
    }
}
