using System.Text.Json.Nodes;
using Eso.Emulator.Aws.Protocol;

namespace Eso.Emulator.Aws.Iam.Operations;

/// <summary>
/// Removes an identity provider; an unknown one is no error.
/// https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteOpenIDConnectProvider.html
/// Not emulated: nothing known.
/// </summary>
internal sealed class DeleteOpenIDConnectProvider : IOperation<IamState>
{
    public static string Name => "DeleteOpenIDConnectProvider";

    public static JsonObject Handle(JsonObject request, IamState state, OperationContext context)
    {
        if (state.OidcProviders.Remove(request.Required("OpenIDConnectProviderArn"), out var provider))
        {
            state.Touch(provider);
        }

        return [];
    }
}
