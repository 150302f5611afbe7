using System.Text.Json.Nodes;
using Eso.Emulator.Aws.Protocol;

namespace Eso.Emulator.Aws.Iam.Operations;

/// <summary>
/// Gives an instance profile its role.
/// https://docs.aws.amazon.com/IAM/latest/APIReference/API_AddRoleToInstanceProfile.html
/// Not emulated: nothing known.
/// </summary>
internal sealed class AddRoleToInstanceProfile : IOperation<IamState>
{
    public static string Name => "AddRoleToInstanceProfile";

    public static JsonObject Handle(JsonObject request, IamState state, OperationContext context)
    {
        var profile = IamFind.Profile(request, state);
        var role = IamFind.Role(request, state);
        if (profile.Role is not null)
        {
            throw IamErrors.Quota("InstanceSessionsPerInstanceProfile", 1);
        }

        profile.Role = role.Name;
        state.Touch(profile);
        return [];
    }
}
