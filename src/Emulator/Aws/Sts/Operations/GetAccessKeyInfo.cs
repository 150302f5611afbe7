using System.Text.Json.Nodes;
using Eso.Emulator.Aws.Iam;
using Eso.Emulator.Aws.Protocol;

namespace Eso.Emulator.Aws.Sts.Operations;

/// <summary>
/// The account of an access key, whether or not the key still exists.
/// https://docs.aws.amazon.com/STS/latest/APIReference/API_GetAccessKeyInfo.html
/// Not emulated: nothing known.
/// </summary>
internal sealed class GetAccessKeyInfo : IOperation<StsState>
{
    public static string Name => "GetAccessKeyInfo";

    public static JsonObject Handle(JsonObject request, StsState state, OperationContext context)
    {
        var id = request.Required("AccessKeyId");
        return new JsonObject
        {
            ["Account"] = Credentials.Store(context.World).Find(id)?.Account
                ?? IamIds.AccountOf(id) ?? Partitions.AccountOf(id),
        };
    }
}
