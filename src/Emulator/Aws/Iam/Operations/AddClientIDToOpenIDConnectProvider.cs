using System.Text.Json.Nodes;
using Eso.Emulator.Aws.Protocol;

namespace Eso.Emulator.Aws.Iam.Operations;

/// <summary>
/// Adds an audience that the provider's tokens may have; again is no error.
/// https://docs.aws.amazon.com/IAM/latest/APIReference/API_AddClientIDToOpenIDConnectProvider.html
/// Not emulated: nothing known.
/// </summary>
internal sealed class AddClientIDToOpenIDConnectProvider : IOperation<IamState>
{
    public static string Name => "AddClientIDToOpenIDConnectProvider";

    public static JsonObject Handle(JsonObject request, IamState state, OperationContext context)
    {
        var provider = IamFind.Provider(request, state);
        var client = request.Required("ClientID");
        if (!provider.ClientIds.Contains(client))
        {
            OidcProviders.CheckQuotas(provider.ClientIds.Count + 1, 0);
            provider.ClientIds.Add(client);
            state.Touch(provider);
        }

        return [];
    }
}
