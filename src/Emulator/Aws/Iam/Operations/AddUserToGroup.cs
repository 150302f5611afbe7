using System.Text.Json.Nodes;
using Eso.Emulator.Aws.Protocol;

namespace Eso.Emulator.Aws.Iam.Operations;

/// <summary>
/// Makes a user a member of a group; again is no error.
/// https://docs.aws.amazon.com/IAM/latest/APIReference/API_AddUserToGroup.html
/// Not emulated: nothing known.
/// </summary>
internal sealed class AddUserToGroup : IOperation<IamState>
{
    private const int GroupsMax = 10;

    public static string Name => "AddUserToGroup";

    public static JsonObject Handle(JsonObject request, IamState state, OperationContext context)
    {
        var user = IamFind.User(request, state);
        var group = IamFind.Group(request, state);
        if (!user.Groups.Contains(group.Name))
        {
            if (user.Groups.Count >= GroupsMax)
            {
                throw IamErrors.Quota("GroupsPerUser", GroupsMax);
            }

            user.Groups.Add(group.Name);
            state.Touch(user);
        }

        return [];
    }
}
