using System.Text.Json.Nodes;
using Eso.Emulator.Aws.Protocol;

namespace Eso.Emulator.Aws.Iam.Operations;

/// <summary>
/// Adds tags to a user.
/// https://docs.aws.amazon.com/IAM/latest/APIReference/API_TagUser.html
/// Not emulated: nothing known.
/// </summary>
internal sealed class TagUser : IOperation<IamState>
{
    public static string Name => "TagUser";

    public static JsonObject Handle(JsonObject request, IamState state, OperationContext context)
    {
        var found = IamFind.User(request, state);
        return IamTagging.Tag(request, found.Tags, found, state);
    }
}
