using System.Text.Json.Nodes;
using Eso.Emulator.Aws.Protocol;

namespace Eso.Emulator.Aws.Iam.Operations;

/// <summary>
/// Deletes an instance profile without a role.
/// https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteInstanceProfile.html
/// Not emulated: nothing known.
/// </summary>
internal sealed class DeleteInstanceProfile : IOperation<IamState>
{
    public static string Name => "DeleteInstanceProfile";

    public static JsonObject Handle(JsonObject request, IamState state, OperationContext context)
    {
        var profile = IamFind.Profile(request, state);
        if (profile.Role is not null)
        {
            throw IamErrors.Conflict("must remove roles from instance profile first");
        }

        state.InstanceProfiles.Remove(profile.Name);
        state.Touch(profile);
        return [];
    }
}
