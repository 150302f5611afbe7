using System.Text.Json.Nodes;
using Eso.Emulator.Aws.Protocol;

namespace Eso.Emulator.Aws.Iam.Operations;

/// <summary>
/// Sets the permissions boundary of a role.
/// https://docs.aws.amazon.com/IAM/latest/APIReference/API_PutRolePermissionsBoundary.html
/// Not emulated: nothing known.
/// </summary>
internal sealed class PutRolePermissionsBoundary : IOperation<IamState>
{
    public static string Name => "PutRolePermissionsBoundary";

    public static JsonObject Handle(JsonObject request, IamState state, OperationContext context)
    {
        var role = IamFind.Role(request, state);
        role.Boundary = IamBoundary.Read(request, context);
        state.Touch(role);
        return [];
    }
}
