using System.Text.Json.Nodes;
using Eso.Emulator.Aws.Protocol;

namespace Eso.Emulator.Aws.Iam.Operations;

/// <summary>
/// Users, by path.
/// https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListUsers.html
/// Not emulated: nothing known.
/// </summary>
internal sealed class ListUsers : IOperation<IamState>
{
    public static string Name => "ListUsers";

    public static JsonObject Handle(JsonObject request, IamState state, OperationContext context) =>
        IamPages.Page(
            request,
            "Users",
            state.Users.Values.Where(
                u => IamFind.IsBelow(request, u.Path)).Select(u => IamShapes.User(u, full: false)));
}
