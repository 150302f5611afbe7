using System.Text.Json.Nodes;
using Eso.Emulator.Aws.Protocol;

namespace Eso.Emulator.Aws.Sts.Operations;

/// <summary>
/// Credentials in exchange for a token that a partner's product got from an administrator. Nobody hands out such
/// tokens here, so none is accepted.
/// https://docs.aws.amazon.com/STS/latest/APIReference/API_GetDelegatedAccessToken.html
/// Not emulated: trade-in tokens, and with them every successful call.
/// </summary>
internal sealed class GetDelegatedAccessToken : IOperation<StsState>
{
    public static string Name => "GetDelegatedAccessToken";

    public static JsonObject Handle(JsonObject request, StsState state, OperationContext context) =>
        throw StsErrors.MayNot(context.Caller.Arn, "sts:GetDelegatedAccessToken");
}
