using System.Text.Json.Nodes;
using Eso.Emulator.Aws.Protocol;

namespace Eso.Emulator.Aws.Iam.Operations;

/// <summary>
/// The tags of a user.
/// https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListUserTags.html
/// Not emulated: nothing known.
/// </summary>
internal sealed class ListUserTags : IOperation<IamState>
{
    public static string Name => "ListUserTags";

    public static JsonObject Handle(JsonObject request, IamState state, OperationContext context) =>
        IamTagging.List(request, IamFind.User(request, state).Tags);
}
