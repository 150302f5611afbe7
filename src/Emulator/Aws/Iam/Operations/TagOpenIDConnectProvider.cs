using System.Text.Json.Nodes;
using Eso.Emulator.Aws.Protocol;

namespace Eso.Emulator.Aws.Iam.Operations;

/// <summary>
/// Adds tags to an identity provider.
/// https://docs.aws.amazon.com/IAM/latest/APIReference/API_TagOpenIDConnectProvider.html
/// Not emulated: nothing known.
/// </summary>
internal sealed class TagOpenIDConnectProvider : IOperation<IamState>
{
    public static string Name => "TagOpenIDConnectProvider";

    public static JsonObject Handle(JsonObject request, IamState state, OperationContext context)
    {
        var found = IamFind.Provider(request, state);
        return IamTagging.Tag(request, found.Tags, found, state);
    }
}
