using System.Text.Json.Nodes;
using Eso.Emulator.Aws.Protocol;

namespace Eso.Emulator.Aws.Iam.Operations;

/// <summary>
/// Roles, by path.
/// https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListRoles.html
/// Not emulated: nothing known.
/// </summary>
internal sealed class ListRoles : IOperation<IamState>
{
    public static string Name => "ListRoles";

    public static JsonObject Handle(JsonObject request, IamState state, OperationContext context) =>
        IamPages.Page(
            request,
            "Roles",
            state.Roles.Values.Where(
                r => IamFind.IsBelow(request, r.Path)).Select(r => IamShapes.Role(r, full: false)));
}
