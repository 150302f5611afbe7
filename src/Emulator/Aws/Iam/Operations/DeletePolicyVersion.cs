using System.Text.Json.Nodes;
using Eso.Emulator.Aws.Protocol;

namespace Eso.Emulator.Aws.Iam.Operations;

/// <summary>
/// Deletes a version that is not the default.
/// https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeletePolicyVersion.html
/// Not emulated: nothing known.
/// </summary>
internal sealed class DeletePolicyVersion : IOperation<IamState>
{
    public static string Name => "DeletePolicyVersion";

    public static JsonObject Handle(JsonObject request, IamState state, OperationContext context)
    {
        var policy = IamFind.OwnPolicy(request, state);
        var id = request.Required("VersionId");
        if (!policy.Versions.Exists(v => v.Id == id))
        {
            throw IamErrors.NoPolicyVersion(policy.Arn, id);
        }

        if (policy.DefaultVersion == id)
        {
            throw IamErrors.DefaultVersion();
        }

        policy.Versions.RemoveAll(v => v.Id == id);
        state.Touch(policy);
        return [];
    }
}
