using System.Text.Json.Nodes;
using Eso.Emulator.Aws.Protocol;

namespace Eso.Emulator.Aws.Iam.Operations;

/// <summary>
/// The managed policies of a user.
/// https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListAttachedUserPolicies.html
/// Not emulated: nothing known.
/// </summary>
internal sealed class ListAttachedUserPolicies : IOperation<IamState>
{
    public static string Name => "ListAttachedUserPolicies";

    public static JsonObject Handle(JsonObject request, IamState state, OperationContext context) =>
        IamAttachments.ListAttached(IamFind.User(request, state), request, context);
}
