using System.Text.Json.Nodes;
using Eso.Emulator.Aws.Protocol;

namespace Eso.Emulator.Aws.Iam.Operations;

/// <summary>
/// Deletes an inline policy of a role.
/// https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteRolePolicy.html
/// Not emulated: nothing known.
/// </summary>
internal sealed class DeleteRolePolicy : IOperation<IamState>
{
    public static string Name => "DeleteRolePolicy";

    public static JsonObject Handle(JsonObject request, IamState state, OperationContext context) =>
        IamAttachments.DeleteInline(IamFind.Role(request, state), "role", request, state);
}
