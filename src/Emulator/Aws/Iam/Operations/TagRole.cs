using System.Text.Json.Nodes;
using Eso.Emulator.Aws.Protocol;

namespace Eso.Emulator.Aws.Iam.Operations;

/// <summary>
/// Adds tags to a role.
/// https://docs.aws.amazon.com/IAM/latest/APIReference/API_TagRole.html
/// Not emulated: nothing known.
/// </summary>
internal sealed class TagRole : IOperation<IamState>
{
    public static string Name => "TagRole";

    public static JsonObject Handle(JsonObject request, IamState state, OperationContext context)
    {
        var found = IamFind.Role(request, state);
        return IamTagging.Tag(request, found.Tags, found, state);
    }
}
