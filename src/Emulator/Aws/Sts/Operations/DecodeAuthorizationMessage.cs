using System.Text.Json.Nodes;
using Eso.Emulator.Aws.Protocol;

namespace Eso.Emulator.Aws.Sts.Operations;

/// <summary>
/// Explains an encoded authorization failure. None of the services here sends one (EC2 does), so none can be decoded.
/// https://docs.aws.amazon.com/STS/latest/APIReference/API_DecodeAuthorizationMessage.html
/// Not emulated: messages of other services.
/// </summary>
internal sealed class DecodeAuthorizationMessage : IOperation<StsState>
{
    public static string Name => "DecodeAuthorizationMessage";

    public static JsonObject Handle(JsonObject request, StsState state, OperationContext context) =>
        throw StsErrors.BadAuthorizationMessage();
}
