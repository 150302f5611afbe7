using System.Text.Json.Nodes;
using Eso.Emulator.Aws.Protocol;

namespace Eso.Emulator.Aws.Iam.Operations;

/// <summary>
/// Ends a user's membership of a group.
/// https://docs.aws.amazon.com/IAM/latest/APIReference/API_RemoveUserFromGroup.html
/// Not emulated: nothing known.
/// </summary>
internal sealed class RemoveUserFromGroup : IOperation<IamState>
{
    public static string Name => "RemoveUserFromGroup";

    public static JsonObject Handle(JsonObject request, IamState state, OperationContext context)
    {
        var group = IamFind.Group(request, state);
        var user = IamFind.User(request, state);
        if (!user.Groups.Remove(group.Name))
        {
            throw IamErrors.NotInGroup(user.Name, group.Name);
        }

        state.Touch(user);
        return [];
    }
}
