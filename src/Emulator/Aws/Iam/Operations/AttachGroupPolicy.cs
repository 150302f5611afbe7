using System.Text.Json.Nodes;
using Eso.Emulator.Aws.Protocol;

namespace Eso.Emulator.Aws.Iam.Operations;

/// <summary>
/// Attaches a managed policy to a group.
/// https://docs.aws.amazon.com/IAM/latest/APIReference/API_AttachGroupPolicy.html
/// Not emulated: nothing known.
/// </summary>
internal sealed class AttachGroupPolicy : IOperation<IamState>
{
    public static string Name => "AttachGroupPolicy";

    public static JsonObject Handle(JsonObject request, IamState state, OperationContext context) =>
        IamAttachments.Attach(IamFind.Group(request, state), "Group", request, state, context);
}
