using System.Text.Json.Nodes;

namespace Eso.Emulator.Control.Endpoints;

/// <summary>Both servers' whole state as one JSON document. It holds secret values: keep it as carefully as them.</summary>
internal sealed class SnapshotTake : IControlEndpoint
{
    public string Method => "POST";

    public string Path => "/_eso/snapshot";

    public Task<JsonNode?> HandleAsync(ControlRequest request, CancellationToken cancel) =>
        Task.FromResult<JsonNode?>(new JsonObject
        {
            ["aws"] = request.World.Aws.Snapshot(),
            ["kubernetes"] = request.World.Kube.Snapshot(),
        });
}
