using System.Text.Json.Nodes;
using Eso.Emulator.Aws.Protocol;

namespace Eso.Emulator.Aws.Iam.Operations;

/// <summary>
/// Adds or replaces an inline policy of a group.
/// https://docs.aws.amazon.com/IAM/latest/APIReference/API_PutGroupPolicy.html
/// Not emulated: nothing known.
/// </summary>
internal sealed class PutGroupPolicy : IOperation<IamState>
{
    public static string Name => "PutGroupPolicy";

    public static JsonObject Handle(JsonObject request, IamState state, OperationContext context) =>
        IamAttachments.PutInline(IamFind.Group(request, state), "group", 5120, request, state);
}
