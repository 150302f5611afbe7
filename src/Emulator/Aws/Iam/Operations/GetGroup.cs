using System.Text.Json.Nodes;
using Eso.Emulator.Aws.Protocol;

namespace Eso.Emulator.Aws.Iam.Operations;

/// <summary>
/// A group and its users.
/// https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetGroup.html
/// Not emulated: nothing known.
/// </summary>
internal sealed class GetGroup : IOperation<IamState>
{
    public static string Name => "GetGroup";

    public static JsonObject Handle(JsonObject request, IamState state, OperationContext context)
    {
        var group = IamFind.Group(request, state);
        var members = state.Users.Values.Where(u => u.Groups.Contains(group.Name))
            .Select(u => IamShapes.User(u, full: false));
        var answer = IamPages.Page(request, "Users", members);
        answer.Insert(0, "Group", IamShapes.Group(group));
        return answer;
    }
}
