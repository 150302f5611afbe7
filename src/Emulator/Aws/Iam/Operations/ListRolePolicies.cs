using System.Text.Json.Nodes;
using Eso.Emulator.Aws.Protocol;

namespace Eso.Emulator.Aws.Iam.Operations;

/// <summary>
/// Names of the inline policies of a role.
/// https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListRolePolicies.html
/// Not emulated: nothing known.
/// </summary>
internal sealed class ListRolePolicies : IOperation<IamState>
{
    public static string Name => "ListRolePolicies";

    public static JsonObject Handle(JsonObject request, IamState state, OperationContext context) =>
        IamAttachments.ListInline(IamFind.Role(request, state), request);
}
