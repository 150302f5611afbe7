using System.Text.Json.Nodes;
using Eso.Emulator.Aws.Protocol;

namespace Eso.Emulator.Aws.Iam.Operations;

/// <summary>
/// A version of a managed policy with its document.
/// https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetPolicyVersion.html
/// Not emulated: nothing known.
/// </summary>
internal sealed class GetPolicyVersion : IOperation<IamState>
{
    public static string Name => "GetPolicyVersion";

    public static JsonObject Handle(JsonObject request, IamState state, OperationContext context)
    {
        var policy = IamFind.Policy(request, context);
        var id = request.Required("VersionId");
        var version = policy.Versions.Find(v => v.Id == id) ?? throw IamErrors.NoPolicyVersion(policy.Arn, id);
        return new JsonObject { ["PolicyVersion"] = IamShapes.PolicyVersion(policy, version, document: true) };
    }
}
