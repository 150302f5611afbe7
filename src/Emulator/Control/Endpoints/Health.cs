using System.Text.Json.Nodes;

namespace Eso.Emulator.Control.Endpoints;

/// <summary>Whether the world stands, and where.</summary>
internal sealed class Health : IControlEndpoint
{
    public string Method => "GET";

    public string Path => "/_eso/health";

    public Task<JsonNode?> HandleAsync(ControlRequest request, CancellationToken cancel) => Task.FromResult<JsonNode?>(new JsonObject
    {
        ["status"] = "ok",
        ["awsEndpoint"] = request.World.AwsEndpoint,
        ["kubeEndpoint"] = request.World.KubeEndpoint,
        ["seed"] = request.World.Seed,
    });
}
