using System.Text.Json.Nodes;
using Eso.Emulator.Aws.Protocol;

namespace Eso.Emulator.Aws.Iam.Operations;

/// <summary>
/// Instance profiles, by path.
/// https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListInstanceProfiles.html
/// Not emulated: nothing known.
/// </summary>
internal sealed class ListInstanceProfiles : IOperation<IamState>
{
    public static string Name => "ListInstanceProfiles";

    public static JsonObject Handle(JsonObject request, IamState state, OperationContext context) =>
        IamPages.Page(
            request,
            "InstanceProfiles",
            state.InstanceProfiles.Values.Where(p => IamFind.IsBelow(request, p.Path))
                .Select(p => IamShapes.Profile(p, state)));
}
