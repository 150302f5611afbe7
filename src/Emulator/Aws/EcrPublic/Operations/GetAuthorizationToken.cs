using System.Text.Json.Nodes;
using Eso.Emulator.Aws.Ecr;
using Eso.Emulator.Aws.Protocol;

namespace Eso.Emulator.Aws.EcrPublic.Operations;

/// <summary>
/// A password for the public registry.
/// https://docs.aws.amazon.com/AmazonECRPublic/latest/APIReference/API_GetAuthorizationToken.html
/// Not emulated: the registry itself; that the service answers in us-east-1 only.
/// </summary>
internal sealed class GetAuthorizationToken : IOperation<EcrPublicState>
{
    public static string Name => "GetAuthorizationToken";

    public static JsonObject Handle(JsonObject request, EcrPublicState state, OperationContext context) =>
        new() { ["authorizationData"] = RegistryToken.Issue(context) };
}
