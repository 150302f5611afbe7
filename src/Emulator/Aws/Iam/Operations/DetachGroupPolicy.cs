using System.Text.Json.Nodes;
using Eso.Emulator.Aws.Protocol;

namespace Eso.Emulator.Aws.Iam.Operations;

/// <summary>
/// Detaches a managed policy from a group.
/// https://docs.aws.amazon.com/IAM/latest/APIReference/API_DetachGroupPolicy.html
/// Not emulated: nothing known.
/// </summary>
internal sealed class DetachGroupPolicy : IOperation<IamState>
{
    public static string Name => "DetachGroupPolicy";

    public static JsonObject Handle(JsonObject request, IamState state, OperationContext context) =>
        IamAttachments.Detach(IamFind.Group(request, state), request, state);
}
