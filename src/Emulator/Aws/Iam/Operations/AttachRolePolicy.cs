using System.Text.Json.Nodes;
using Eso.Emulator.Aws.Protocol;

namespace Eso.Emulator.Aws.Iam.Operations;

/// <summary>
/// Attaches a managed policy to a role.
/// https://docs.aws.amazon.com/IAM/latest/APIReference/API_AttachRolePolicy.html
/// Not emulated: nothing known.
/// </summary>
internal sealed class AttachRolePolicy : IOperation<IamState>
{
    public static string Name => "AttachRolePolicy";

    public static JsonObject Handle(JsonObject request, IamState state, OperationContext context) =>
        IamAttachments.Attach(IamFind.Role(request, state), "Role", request, state, context);
}
