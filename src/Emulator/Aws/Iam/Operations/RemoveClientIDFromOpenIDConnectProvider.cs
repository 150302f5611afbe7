using System.Text.Json.Nodes;
using Eso.Emulator.Aws.Protocol;

namespace Eso.Emulator.Aws.Iam.Operations;

/// <summary>
/// Removes an audience; an unknown one is no error.
/// https://docs.aws.amazon.com/IAM/latest/APIReference/API_RemoveClientIDFromOpenIDConnectProvider.html
/// Not emulated: nothing known.
/// </summary>
internal sealed class RemoveClientIDFromOpenIDConnectProvider : IOperation<IamState>
{
    public static string Name => "RemoveClientIDFromOpenIDConnectProvider";

    public static JsonObject Handle(JsonObject request, IamState state, OperationContext context)
    {
        var provider = IamFind.Provider(request, state);
        provider.ClientIds.Remove(request.Required("ClientID"));
        state.Touch(provider);
        return [];
    }
}
