using System.Text.Json.Nodes;
using Eso.Emulator.Aws.Protocol;

namespace Eso.Emulator.Aws.Iam.Operations;

/// <summary>
/// Takes an instance profile's role away.
/// https://docs.aws.amazon.com/IAM/latest/APIReference/API_RemoveRoleFromInstanceProfile.html
/// Not emulated: nothing known.
/// </summary>
internal sealed class RemoveRoleFromInstanceProfile : IOperation<IamState>
{
    public static string Name => "RemoveRoleFromInstanceProfile";

    public static JsonObject Handle(JsonObject request, IamState state, OperationContext context)
    {
        var profile = IamFind.Profile(request, state);
        var role = IamFind.Role(request, state);
        if (profile.Role != role.Name)
        {
            throw IamErrors.NoRole(role.Name);
        }

        profile.Role = null;
        state.Touch(profile);
        return [];
    }
}
