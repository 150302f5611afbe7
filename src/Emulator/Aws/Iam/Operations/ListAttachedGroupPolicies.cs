using System.Text.Json.Nodes;
using Eso.Emulator.Aws.Protocol;

namespace Eso.Emulator.Aws.Iam.Operations;

/// <summary>
/// The managed policies of a group.
/// https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListAttachedGroupPolicies.html
/// Not emulated: nothing known.
/// </summary>
internal sealed class ListAttachedGroupPolicies : IOperation<IamState>
{
    public static string Name => "ListAttachedGroupPolicies";

    public static JsonObject Handle(JsonObject request, IamState state, OperationContext context) =>
        IamAttachments.ListAttached(IamFind.Group(request, state), request, context);
}
