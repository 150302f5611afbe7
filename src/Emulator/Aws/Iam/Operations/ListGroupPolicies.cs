using System.Text.Json.Nodes;
using Eso.Emulator.Aws.Protocol;

namespace Eso.Emulator.Aws.Iam.Operations;

/// <summary>
/// Names of the inline policies of a group.
/// https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListGroupPolicies.html
/// Not emulated: nothing known.
/// </summary>
internal sealed class ListGroupPolicies : IOperation<IamState>
{
    public static string Name => "ListGroupPolicies";

    public static JsonObject Handle(JsonObject request, IamState state, OperationContext context) =>
        IamAttachments.ListInline(IamFind.Group(request, state), request);
}
