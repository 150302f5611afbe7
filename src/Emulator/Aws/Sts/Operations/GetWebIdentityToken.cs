using System.Text.Json.Nodes;
using Eso.Emulator.Aws.Protocol;

namespace Eso.Emulator.Aws.Sts.Operations;

/// <summary>
/// A signed token by which the caller proves itself to services outside AWS. The feature is off in every account until
/// it is enabled, and it cannot be enabled here.
/// https://docs.aws.amazon.com/STS/latest/APIReference/API_GetWebIdentityToken.html
/// Not emulated: outbound web identity federation, and with it every successful call.
/// </summary>
internal sealed class GetWebIdentityToken : IOperation<StsState>
{
    public static string Name => "GetWebIdentityToken";

    public static JsonObject Handle(JsonObject request, StsState state, OperationContext context) =>
        throw StsErrors.OutboundFederationDisabled();
}
