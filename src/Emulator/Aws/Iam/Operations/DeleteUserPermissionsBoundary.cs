using System.Text.Json.Nodes;
using Eso.Emulator.Aws.Protocol;

namespace Eso.Emulator.Aws.Iam.Operations;

/// <summary>
/// Removes the permissions boundary of a user.
/// https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteUserPermissionsBoundary.html
/// Not emulated: nothing known.
/// </summary>
internal sealed class DeleteUserPermissionsBoundary : IOperation<IamState>
{
    public static string Name => "DeleteUserPermissionsBoundary";

    public static JsonObject Handle(JsonObject request, IamState state, OperationContext context)
    {
        var user = IamFind.User(request, state);
        if (user.Boundary is null)
        {
            throw IamErrors.NoBoundary("user", user.Name);
        }

        user.Boundary = null;
        state.Touch(user);
        return [];
    }
}
