using System.Text.Json.Nodes;
using Eso.Emulator.Aws.Protocol;

namespace Eso.Emulator.Aws.Iam.Operations;

/// <summary>
/// Removes tags from a managed policy.
/// https://docs.aws.amazon.com/IAM/latest/APIReference/API_UntagPolicy.html
/// Not emulated: nothing known.
/// </summary>
internal sealed class UntagPolicy : IOperation<IamState>
{
    public static string Name => "UntagPolicy";

    public static JsonObject Handle(JsonObject request, IamState state, OperationContext context)
    {
        var found = IamFind.OwnPolicy(request, state);
        return IamTagging.Untag(request, found.Tags, found, state);
    }
}
