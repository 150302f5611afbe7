using System.Text.Json.Nodes;
using Eso.Emulator.Aws.Protocol;

namespace Eso.Emulator.Aws.Iam.Operations;

/// <summary>
/// An inline policy of a user.
/// https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetUserPolicy.html
/// Not emulated: nothing known.
/// </summary>
internal sealed class GetUserPolicy : IOperation<IamState>
{
    public static string Name => "GetUserPolicy";

    public static JsonObject Handle(JsonObject request, IamState state, OperationContext context) =>
        IamAttachments.GetInline(IamFind.User(request, state), "user", request);
}
