using System.Text.Json.Nodes;
using Eso.Emulator.Aws.Protocol;

namespace Eso.Emulator.Aws.Iam.Operations;

/// <summary>
/// ARNs of the identity providers.
/// https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListOpenIDConnectProviders.html
/// Not emulated: nothing known.
/// </summary>
internal sealed class ListOpenIDConnectProviders : IOperation<IamState>
{
    public static string Name => "ListOpenIDConnectProviders";

    public static JsonObject Handle(JsonObject request, IamState state, OperationContext context) =>
        new()
        {
            ["OpenIDConnectProviderList"] = new JsonArray(
                state.OidcProviders.Keys.Select(a => (JsonNode?)new JsonObject { ["Arn"] = a }).ToArray()),
        };
}
