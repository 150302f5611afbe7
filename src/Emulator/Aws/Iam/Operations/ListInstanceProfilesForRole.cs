using System.Text.Json.Nodes;
using Eso.Emulator.Aws.Protocol;

namespace Eso.Emulator.Aws.Iam.Operations;

/// <summary>
/// The instance profiles of a role.
/// https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListInstanceProfilesForRole.html
/// Not emulated: nothing known.
/// </summary>
internal sealed class ListInstanceProfilesForRole : IOperation<IamState>
{
    public static string Name => "ListInstanceProfilesForRole";

    public static JsonObject Handle(JsonObject request, IamState state, OperationContext context)
    {
        var role = IamFind.Role(request, state);
        return IamPages.Page(
            request,
            "InstanceProfiles",
            state.InstanceProfiles.Values.Where(p => p.Role == role.Name).Select(p => IamShapes.Profile(p, state)));
    }
}
