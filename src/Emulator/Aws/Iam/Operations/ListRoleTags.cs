using System.Text.Json.Nodes;
using Eso.Emulator.Aws.Protocol;

namespace Eso.Emulator.Aws.Iam.Operations;

/// <summary>
/// The tags of a role.
/// https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListRoleTags.html
/// Not emulated: nothing known.
/// </summary>
internal sealed class ListRoleTags : IOperation<IamState>
{
    public static string Name => "ListRoleTags";

    public static JsonObject Handle(JsonObject request, IamState state, OperationContext context) =>
        IamTagging.List(request, IamFind.Role(request, state).Tags);
}
