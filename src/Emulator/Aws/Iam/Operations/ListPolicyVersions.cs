using System.Text.Json.Nodes;
using Eso.Emulator.Aws.Protocol;

namespace Eso.Emulator.Aws.Iam.Operations;

/// <summary>
/// The versions of a managed policy, newest first.
/// https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListPolicyVersions.html
/// Not emulated: nothing known.
/// </summary>
internal sealed class ListPolicyVersions : IOperation<IamState>
{
    public static string Name => "ListPolicyVersions";

    public static JsonObject Handle(JsonObject request, IamState state, OperationContext context)
    {
        var policy = IamFind.Policy(request, context);
        return IamPages.Page(
            request,
            "Versions",
            policy.Versions.AsEnumerable().Reverse().Select(v => IamShapes.PolicyVersion(policy, v)));
    }
}
