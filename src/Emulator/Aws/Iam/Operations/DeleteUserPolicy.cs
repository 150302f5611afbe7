using System.Text.Json.Nodes;
using Eso.Emulator.Aws.Protocol;

namespace Eso.Emulator.Aws.Iam.Operations;

/// <summary>
/// Deletes an inline policy of a user.
/// https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteUserPolicy.html
/// Not emulated: nothing known.
/// </summary>
internal sealed class DeleteUserPolicy : IOperation<IamState>
{
    public static string Name => "DeleteUserPolicy";

    public static JsonObject Handle(JsonObject request, IamState state, OperationContext context) =>
        IamAttachments.DeleteInline(IamFind.User(request, state), "user", request, state);
}
