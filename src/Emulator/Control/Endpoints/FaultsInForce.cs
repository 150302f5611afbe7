using System.Text.Json.Nodes;

namespace Eso.Emulator.Control.Endpoints;

/// <summary>The faults in force, with the requests each has hit.</summary>
internal sealed class FaultsInForce : IControlEndpoint
{
    public string Method => "GET";

    public string Path => "/_eso/faults";

    public Task<JsonNode?> HandleAsync(ControlRequest request, CancellationToken cancel) =>
        Task.FromResult<JsonNode?>(new JsonObject
        {
            ["faults"] = new JsonArray(request.World.Faults.List()
                .Select(f => (JsonNode)new JsonObject { ["name"] = f.Name, ["kind"] = f.Kind, ["hits"] = f.Hits }).ToArray()),
        });
}
