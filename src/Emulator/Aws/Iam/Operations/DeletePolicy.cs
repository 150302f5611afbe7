using System.Text.Json.Nodes;
using Eso.Emulator.Aws.Protocol;

namespace Eso.Emulator.Aws.Iam.Operations;

/// <summary>
/// Deletes a managed policy that nobody uses.
/// https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeletePolicy.html
/// Not emulated: nothing known.
/// </summary>
internal sealed class DeletePolicy : IOperation<IamState>
{
    public static string Name => "DeletePolicy";

    public static JsonObject Handle(JsonObject request, IamState state, OperationContext context)
    {
        var policy = IamFind.OwnPolicy(request, state);
        if (IamAttachments.Count(policy.Arn, state) + IamAttachments.BoundaryCount(policy.Arn, state) > 0)
        {
            throw IamErrors.PolicyAttached();
        }

        if (policy.Versions.Count > 1)
        {
            throw IamErrors.PolicyHasVersions();
        }

        state.Policies.Remove(policy.Arn);
        state.Touch(policy);
        return [];
    }
}
