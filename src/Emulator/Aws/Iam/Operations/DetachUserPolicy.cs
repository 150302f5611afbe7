using System.Text.Json.Nodes;
using Eso.Emulator.Aws.Protocol;

namespace Eso.Emulator.Aws.Iam.Operations;

/// <summary>
/// Detaches a managed policy from a user.
/// https://docs.aws.amazon.com/IAM/latest/APIReference/API_DetachUserPolicy.html
/// Not emulated: nothing known.
/// </summary>
internal sealed class DetachUserPolicy : IOperation<IamState>
{
    public static string Name => "DetachUserPolicy";

    public static JsonObject Handle(JsonObject request, IamState state, OperationContext context) =>
        IamAttachments.Detach(IamFind.User(request, state), request, state);
}
