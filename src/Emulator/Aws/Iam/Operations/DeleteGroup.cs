using System.Text.Json.Nodes;
using Eso.Emulator.Aws.Protocol;

namespace Eso.Emulator.Aws.Iam.Operations;

/// <summary>
/// Deletes an empty group.
/// https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteGroup.html
/// Not emulated: nothing known.
/// </summary>
internal sealed class DeleteGroup : IOperation<IamState>
{
    public static string Name => "DeleteGroup";

    public static JsonObject Handle(JsonObject request, IamState state, OperationContext context)
    {
        var group = IamFind.Group(request, state);
        if (state.Users.Values.Any(u => u.Groups.Contains(group.Name)))
        {
            throw IamErrors.Conflict("must remove users from group first");
        }

        if (group.Attached.Count > 0)
        {
            throw IamErrors.Conflict("must detach all policies first");
        }

        if (group.Inline.Count > 0)
        {
            throw IamErrors.Conflict("must delete policies first");
        }

        state.Groups.Remove(group.Name);
        state.Touch(group);
        return [];
    }
}
