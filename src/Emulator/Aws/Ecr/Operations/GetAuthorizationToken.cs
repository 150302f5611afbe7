using System.Text.Json.Nodes;
using Eso.Emulator.Aws.Protocol;

namespace Eso.Emulator.Aws.Ecr.Operations;

/// <summary>
/// A password for the caller's registry, or for each of the registries named.
/// https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_GetAuthorizationToken.html
/// Not emulated: the registry itself.
/// </summary>
internal sealed class GetAuthorizationToken : IOperation<EcrState>
{
    public static string Name => "GetAuthorizationToken";

    public static JsonObject Handle(JsonObject request, EcrState state, OperationContext context)
    {
        var named = request["registryIds"]?.AsArray().Select(id => id!.ToString()).ToList();
        var suffix = context.Partition == "aws-cn" ? "amazonaws.com.cn" : "amazonaws.com";
        var tokens = new JsonArray();
        foreach (var registry in named is { Count: > 0 } ? named : [context.Account])
        {
            var token = RegistryToken.Issue(context);
            token["proxyEndpoint"] = $"https://{registry}.dkr.ecr.{context.Region}.{suffix}";
            tokens.Add(token);
        }

        return new JsonObject { ["authorizationData"] = tokens };
    }
}
