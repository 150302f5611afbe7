using System.Text.Json.Nodes;
using Eso.Emulator.Aws.Protocol;

namespace Eso.Emulator.Aws.Iam.Operations;

/// <summary>
/// Makes a version the one that counts.
/// https://docs.aws.amazon.com/IAM/latest/APIReference/API_SetDefaultPolicyVersion.html
/// Not emulated: nothing known.
/// </summary>
internal sealed class SetDefaultPolicyVersion : IOperation<IamState>
{
    public static string Name => "SetDefaultPolicyVersion";

    public static JsonObject Handle(JsonObject request, IamState state, OperationContext context)
    {
        var policy = IamFind.OwnPolicy(request, state);
        var id = request.Required("VersionId");
        if (!policy.Versions.Exists(v => v.Id == id))
        {
            throw IamErrors.NoPolicyVersion(policy.Arn, id);
        }

        policy.DefaultVersion = id;
        policy.Updated = context.Now;
        state.Touch(policy);
        return [];
    }
}
