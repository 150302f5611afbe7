using System.Text.Json.Nodes;
using Eso.Emulator.Aws.Protocol;

namespace Eso.Emulator.Aws.Iam.Operations;

/// <summary>
/// The managed policies of a role.
/// https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListAttachedRolePolicies.html
/// Not emulated: nothing known.
/// </summary>
internal sealed class ListAttachedRolePolicies : IOperation<IamState>
{
    public static string Name => "ListAttachedRolePolicies";

    public static JsonObject Handle(JsonObject request, IamState state, OperationContext context) =>
        IamAttachments.ListAttached(IamFind.Role(request, state), request, context);
}
