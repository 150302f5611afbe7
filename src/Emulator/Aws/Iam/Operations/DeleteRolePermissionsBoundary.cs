using System.Text.Json.Nodes;
using Eso.Emulator.Aws.Protocol;

namespace Eso.Emulator.Aws.Iam.Operations;

/// <summary>
/// Removes the permissions boundary of a role.
/// https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteRolePermissionsBoundary.html
/// Not emulated: nothing known.
/// </summary>
internal sealed class DeleteRolePermissionsBoundary : IOperation<IamState>
{
    public static string Name => "DeleteRolePermissionsBoundary";

    public static JsonObject Handle(JsonObject request, IamState state, OperationContext context)
    {
        var role = IamFind.Role(request, state);
        if (role.Boundary is null)
        {
            throw IamErrors.NoBoundary("role", role.Name);
        }

        role.Boundary = null;
        state.Touch(role);
        return [];
    }
}
