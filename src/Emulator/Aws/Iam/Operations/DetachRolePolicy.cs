using System.Text.Json.Nodes;
using Eso.Emulator.Aws.Protocol;

namespace Eso.Emulator.Aws.Iam.Operations;

/// <summary>
/// Detaches a managed policy from a role.
/// https://docs.aws.amazon.com/IAM/latest/APIReference/API_DetachRolePolicy.html
/// Not emulated: nothing known.
/// </summary>
internal sealed class DetachRolePolicy : IOperation<IamState>
{
    public static string Name => "DetachRolePolicy";

    public static JsonObject Handle(JsonObject request, IamState state, OperationContext context) =>
        IamAttachments.Detach(IamFind.Role(request, state), request, state);
}
