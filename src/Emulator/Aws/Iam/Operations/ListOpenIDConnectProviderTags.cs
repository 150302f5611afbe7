using System.Text.Json.Nodes;
using Eso.Emulator.Aws.Protocol;

namespace Eso.Emulator.Aws.Iam.Operations;

/// <summary>
/// The tags of an identity provider.
/// https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListOpenIDConnectProviderTags.html
/// Not emulated: nothing known.
/// </summary>
internal sealed class ListOpenIDConnectProviderTags : IOperation<IamState>
{
    public static string Name => "ListOpenIDConnectProviderTags";

    public static JsonObject Handle(JsonObject request, IamState state, OperationContext context) =>
        IamTagging.List(request, IamFind.Provider(request, state).Tags);
}
