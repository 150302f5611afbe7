using System.Text.Json.Nodes;
using Eso.Emulator.Aws.Protocol;

namespace Eso.Emulator.Aws.Iam.Operations;

/// <summary>
/// Names of the inline policies of a user.
/// https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListUserPolicies.html
/// Not emulated: nothing known.
/// </summary>
internal sealed class ListUserPolicies : IOperation<IamState>
{
    public static string Name => "ListUserPolicies";

    public static JsonObject Handle(JsonObject request, IamState state, OperationContext context) =>
        IamAttachments.ListInline(IamFind.User(request, state), request);
}
