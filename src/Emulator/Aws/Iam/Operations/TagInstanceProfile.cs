using System.Text.Json.Nodes;
using Eso.Emulator.Aws.Protocol;

namespace Eso.Emulator.Aws.Iam.Operations;

/// <summary>
/// Adds tags to an instance profile.
/// https://docs.aws.amazon.com/IAM/latest/APIReference/API_TagInstanceProfile.html
/// Not emulated: nothing known.
/// </summary>
internal sealed class TagInstanceProfile : IOperation<IamState>
{
    public static string Name => "TagInstanceProfile";

    public static JsonObject Handle(JsonObject request, IamState state, OperationContext context)
    {
        var found = IamFind.Profile(request, state);
        return IamTagging.Tag(request, found.Tags, found, state);
    }
}
