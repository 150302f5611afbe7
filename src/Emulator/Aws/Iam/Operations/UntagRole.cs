using System.Text.Json.Nodes;
using Eso.Emulator.Aws.Protocol;

namespace Eso.Emulator.Aws.Iam.Operations;

/// <summary>
/// Removes tags from a role.
/// https://docs.aws.amazon.com/IAM/latest/APIReference/API_UntagRole.html
/// Not emulated: nothing known.
/// </summary>
internal sealed class UntagRole : IOperation<IamState>
{
    public static string Name => "UntagRole";

    public static JsonObject Handle(JsonObject request, IamState state, OperationContext context)
    {
        var found = IamFind.Role(request, state);
        return IamTagging.Untag(request, found.Tags, found, state);
    }
}
