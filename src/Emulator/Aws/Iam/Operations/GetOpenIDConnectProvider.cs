using System.Text.Json.Nodes;
using Eso.Emulator.Aws.Protocol;

namespace Eso.Emulator.Aws.Iam.Operations;

/// <summary>
/// An identity provider.
/// https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetOpenIDConnectProvider.html
/// Not emulated: nothing known.
/// </summary>
internal sealed class GetOpenIDConnectProvider : IOperation<IamState>
{
    public static string Name => "GetOpenIDConnectProvider";

    public static JsonObject Handle(JsonObject request, IamState state, OperationContext context)
    {
        var provider = IamFind.Provider(request, state);
        return new JsonObject
        {
            ["Url"] = provider.Url,
            ["ClientIDList"] = provider.ClientIds.ToJsonArray(),
            ["ThumbprintList"] = provider.Thumbprints.ToJsonArray(),
            ["CreateDate"] = provider.Created.EpochSeconds(),
            ["Tags"] = IamShapes.Tags(provider.Tags),
        };
    }
}
