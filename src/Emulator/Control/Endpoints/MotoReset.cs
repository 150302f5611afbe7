using System.Text.Json.Nodes;

namespace Eso.Emulator.Control.Endpoints;

/// <summary>What tools made for moto call between tests: forgets the AWS state of all accounts and regions.</summary>
internal sealed class MotoReset : IControlEndpoint
{
    public string Method => "POST";

    public string Path => "/moto-api/reset";

    public Task<JsonNode?> HandleAsync(ControlRequest request, CancellationToken cancel)
    {
        request.World.Aws.Reset();
        return Task.FromResult<JsonNode?>(new JsonObject { ["status"] = "ok" });
    }
}
