using System.Text.Json.Nodes;
using Eso.Emulator.Aws.Protocol;

namespace Eso.Emulator.Aws.Iam.Operations;

/// <summary>
/// Removes tags from a user.
/// https://docs.aws.amazon.com/IAM/latest/APIReference/API_UntagUser.html
/// Not emulated: nothing known.
/// </summary>
internal sealed class UntagUser : IOperation<IamState>
{
    public static string Name => "UntagUser";

    public static JsonObject Handle(JsonObject request, IamState state, OperationContext context)
    {
        var found = IamFind.User(request, state);
        return IamTagging.Untag(request, found.Tags, found, state);
    }
}
