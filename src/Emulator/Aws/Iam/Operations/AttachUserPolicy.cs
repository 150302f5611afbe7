using System.Text.Json.Nodes;
using Eso.Emulator.Aws.Protocol;

namespace Eso.Emulator.Aws.Iam.Operations;

/// <summary>
/// Attaches a managed policy to a user.
/// https://docs.aws.amazon.com/IAM/latest/APIReference/API_AttachUserPolicy.html
/// Not emulated: nothing known.
/// </summary>
internal sealed class AttachUserPolicy : IOperation<IamState>
{
    public static string Name => "AttachUserPolicy";

    public static JsonObject Handle(JsonObject request, IamState state, OperationContext context) =>
        IamAttachments.Attach(IamFind.User(request, state), "User", request, state, context);
}
