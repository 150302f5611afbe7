using System.Text.Json.Nodes;

namespace Eso.Emulator.Control.Endpoints;

/// <summary>Puts back what <c>/_eso/snapshot</c> gave.</summary>
internal sealed class SnapshotRestore : IControlEndpoint
{
    public string Method => "POST";

    public string Path => "/_eso/restore";

    public Task<JsonNode?> HandleAsync(ControlRequest request, CancellationToken cancel)
    {
        if (request.Body["aws"] is not JsonObject aws)
        {
            throw new ControlError(400, "the body must be what /_eso/snapshot answered: an object with 'aws'");
        }

        request.World.Aws.Restore(aws.DeepClone().AsObject());
        return Task.FromResult<JsonNode?>(null);
    }
}
