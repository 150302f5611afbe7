using System.Text.Json.Nodes;
using Eso.Emulator.Aws.Protocol;

namespace Eso.Emulator.Aws.Iam.Operations;

/// <summary>
/// Removes tags from an identity provider.
/// https://docs.aws.amazon.com/IAM/latest/APIReference/API_UntagOpenIDConnectProvider.html
/// Not emulated: nothing known.
/// </summary>
internal sealed class UntagOpenIDConnectProvider : IOperation<IamState>
{
    public static string Name => "UntagOpenIDConnectProvider";

    public static JsonObject Handle(JsonObject request, IamState state, OperationContext context)
    {
        var found = IamFind.Provider(request, state);
        return IamTagging.Untag(request, found.Tags, found, state);
    }
}
