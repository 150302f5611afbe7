using System.Text.Json.Nodes;
using Eso.Emulator.Aws.Protocol;

namespace Eso.Emulator.Aws.Iam.Operations;

/// <summary>
/// An inline policy of a role.
/// https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetRolePolicy.html
/// Not emulated: nothing known.
/// </summary>
internal sealed class GetRolePolicy : IOperation<IamState>
{
    public static string Name => "GetRolePolicy";

    public static JsonObject Handle(JsonObject request, IamState state, OperationContext context) =>
        IamAttachments.GetInline(IamFind.Role(request, state), "role", request);
}
