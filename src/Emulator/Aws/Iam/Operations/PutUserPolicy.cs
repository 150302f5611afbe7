using System.Text.Json.Nodes;
using Eso.Emulator.Aws.Protocol;

namespace Eso.Emulator.Aws.Iam.Operations;

/// <summary>
/// Adds or replaces an inline policy of a user.
/// https://docs.aws.amazon.com/IAM/latest/APIReference/API_PutUserPolicy.html
/// Not emulated: nothing known.
/// </summary>
internal sealed class PutUserPolicy : IOperation<IamState>
{
    public static string Name => "PutUserPolicy";

    public static JsonObject Handle(JsonObject request, IamState state, OperationContext context) =>
        IamAttachments.PutInline(IamFind.User(request, state), "user", 2048, request, state);
}
