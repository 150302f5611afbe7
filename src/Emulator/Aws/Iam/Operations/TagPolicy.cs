using System.Text.Json.Nodes;
using Eso.Emulator.Aws.Protocol;

namespace Eso.Emulator.Aws.Iam.Operations;

/// <summary>
/// Adds tags to a managed policy.
/// https://docs.aws.amazon.com/IAM/latest/APIReference/API_TagPolicy.html
/// Not emulated: nothing known.
/// </summary>
internal sealed class TagPolicy : IOperation<IamState>
{
    public static string Name => "TagPolicy";

    public static JsonObject Handle(JsonObject request, IamState state, OperationContext context)
    {
        var found = IamFind.OwnPolicy(request, state);
        return IamTagging.Tag(request, found.Tags, found, state);
    }
}
