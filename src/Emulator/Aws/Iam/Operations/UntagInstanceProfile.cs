using System.Text.Json.Nodes;
using Eso.Emulator.Aws.Protocol;

namespace Eso.Emulator.Aws.Iam.Operations;

/// <summary>
/// Removes tags from an instance profile.
/// https://docs.aws.amazon.com/IAM/latest/APIReference/API_UntagInstanceProfile.html
/// Not emulated: nothing known.
/// </summary>
internal sealed class UntagInstanceProfile : IOperation<IamState>
{
    public static string Name => "UntagInstanceProfile";

    public static JsonObject Handle(JsonObject request, IamState state, OperationContext context)
    {
        var found = IamFind.Profile(request, state);
        return IamTagging.Untag(request, found.Tags, found, state);
    }
}
