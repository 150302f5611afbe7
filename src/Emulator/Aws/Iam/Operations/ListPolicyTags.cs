using System.Text.Json.Nodes;
using Eso.Emulator.Aws.Protocol;

namespace Eso.Emulator.Aws.Iam.Operations;

/// <summary>
/// The tags of a managed policy.
/// https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListPolicyTags.html
/// Not emulated: nothing known.
/// </summary>
internal sealed class ListPolicyTags : IOperation<IamState>
{
    public static string Name => "ListPolicyTags";

    public static JsonObject Handle(JsonObject request, IamState state, OperationContext context) =>
        IamTagging.List(request, IamFind.Policy(request, context).Tags);
}
