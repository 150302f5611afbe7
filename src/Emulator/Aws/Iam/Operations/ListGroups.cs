using System.Text.Json.Nodes;
using Eso.Emulator.Aws.Protocol;

namespace Eso.Emulator.Aws.Iam.Operations;

/// <summary>
/// Groups, by path.
/// https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListGroups.html
/// Not emulated: nothing known.
/// </summary>
internal sealed class ListGroups : IOperation<IamState>
{
    public static string Name => "ListGroups";

    public static JsonObject Handle(JsonObject request, IamState state, OperationContext context) =>
        IamPages.Page(
            request,
            "Groups",
            state.Groups.Values.Where(g => IamFind.IsBelow(request, g.Path)).Select(IamShapes.Group));
}
