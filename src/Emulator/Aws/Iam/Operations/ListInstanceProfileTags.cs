using System.Text.Json.Nodes;
using Eso.Emulator.Aws.Protocol;

namespace Eso.Emulator.Aws.Iam.Operations;

/// <summary>
/// The tags of an instance profile.
/// https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListInstanceProfileTags.html
/// Not emulated: nothing known.
/// </summary>
internal sealed class ListInstanceProfileTags : IOperation<IamState>
{
    public static string Name => "ListInstanceProfileTags";

    public static JsonObject Handle(JsonObject request, IamState state, OperationContext context) =>
        IamTagging.List(request, IamFind.Profile(request, state).Tags);
}
