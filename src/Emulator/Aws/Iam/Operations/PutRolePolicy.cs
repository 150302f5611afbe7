using System.Text.Json.Nodes;
using Eso.Emulator.Aws.Protocol;

namespace Eso.Emulator.Aws.Iam.Operations;

/// <summary>
/// Adds or replaces an inline policy of a role.
/// https://docs.aws.amazon.com/IAM/latest/APIReference/API_PutRolePolicy.html
/// Not emulated: nothing known.
/// </summary>
internal sealed class PutRolePolicy : IOperation<IamState>
{
    public static string Name => "PutRolePolicy";

    public static JsonObject Handle(JsonObject request, IamState state, OperationContext context) =>
        IamAttachments.PutInline(IamFind.Role(request, state), "role", 10240, request, state);
}
