using System.Text.Json.Nodes;
using Eso.Emulator.Aws.Protocol;

namespace Eso.Emulator.Aws.Iam.Operations;

/// <summary>
/// Replaces the thumbprints, which are kept and not used.
/// https://docs.aws.amazon.com/IAM/latest/APIReference/API_UpdateOpenIDConnectProviderThumbprint.html
/// Not emulated: nothing known.
/// </summary>
internal sealed class UpdateOpenIDConnectProviderThumbprint : IOperation<IamState>
{
    public static string Name => "UpdateOpenIDConnectProviderThumbprint";

    public static JsonObject Handle(JsonObject request, IamState state, OperationContext context)
    {
        var provider = IamFind.Provider(request, state);
        var thumbprints = request.Texts("ThumbprintList");
        OidcProviders.CheckQuotas(0, thumbprints.Count);
        provider.Thumbprints.Clear();
        provider.Thumbprints.AddRange(thumbprints);
        state.Touch(provider);
        return [];
    }
}
