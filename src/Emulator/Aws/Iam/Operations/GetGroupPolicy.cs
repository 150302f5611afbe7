using System.Text.Json.Nodes;
using Eso.Emulator.Aws.Protocol;

namespace Eso.Emulator.Aws.Iam.Operations;

/// <summary>
/// An inline policy of a group.
/// https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetGroupPolicy.html
/// Not emulated: nothing known.
/// </summary>
internal sealed class GetGroupPolicy : IOperation<IamState>
{
    public static string Name => "GetGroupPolicy";

    public static JsonObject Handle(JsonObject request, IamState state, OperationContext context) =>
        IamAttachments.GetInline(IamFind.Group(request, state), "group", request);
}
