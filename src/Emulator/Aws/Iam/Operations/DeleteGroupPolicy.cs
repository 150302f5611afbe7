using System.Text.Json.Nodes;
using Eso.Emulator.Aws.Protocol;

namespace Eso.Emulator.Aws.Iam.Operations;

/// <summary>
/// Deletes an inline policy of a group.
/// https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteGroupPolicy.html
/// Not emulated: nothing known.
/// </summary>
internal sealed class DeleteGroupPolicy : IOperation<IamState>
{
    public static string Name => "DeleteGroupPolicy";

    public static JsonObject Handle(JsonObject request, IamState state, OperationContext context) =>
        IamAttachments.DeleteInline(IamFind.Group(request, state), "group", request, state);
}
