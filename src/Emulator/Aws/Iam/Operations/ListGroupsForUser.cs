using System.Text.Json.Nodes;
using Eso.Emulator.Aws.Protocol;

namespace Eso.Emulator.Aws.Iam.Operations;

/// <summary>
/// The groups of a user.
/// https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListGroupsForUser.html
/// Not emulated: nothing known.
/// </summary>
internal sealed class ListGroupsForUser : IOperation<IamState>
{
    public static string Name => "ListGroupsForUser";

    public static JsonObject Handle(JsonObject request, IamState state, OperationContext context)
    {
        var user = IamFind.User(request, state);
        return IamPages.Page(request, "Groups", user.Groups.Select(g => IamShapes.Group(state.Groups[g])));
    }
}
