using System.Text.Json.Nodes;
using Eso.Emulator.Aws.Protocol;

namespace Eso.Emulator.Aws.Iam.Operations;

/// <summary>
/// Deletes a user that has nothing left.
/// https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteUser.html
/// Not emulated: nothing known.
/// </summary>
internal sealed class DeleteUser : IOperation<IamState>
{
    public static string Name => "DeleteUser";

    public static JsonObject Handle(JsonObject request, IamState state, OperationContext context)
    {
        var user = IamFind.User(request, state);
        if (user.AccessKeys.Count > 0)
        {
            throw IamErrors.Conflict("must delete access keys first");
        }

        if (user.Attached.Count > 0)
        {
            throw IamErrors.Conflict("must detach all policies first");
        }

        if (user.Inline.Count > 0)
        {
            throw IamErrors.Conflict("must delete policies first");
        }

        if (user.Groups.Count > 0)
        {
            throw IamErrors.Conflict("must remove users from group first");
        }

        state.Users.Remove(user.Name);
        state.Touch(user);
        return [];
    }
}
