using System.Text.Json.Nodes;

namespace Eso.Emulator.Control.Endpoints;

/// <summary>Puts back what <c>/_eso/snapshot</c> gave; without <c>kubernetes</c> only AWS's half.</summary>
internal sealed class SnapshotRestore : IControlEndpoint
{
    public string Method => "POST";

    public string Path => "/_eso/restore";

    public int BodyBytesMax => WorldDocument.BytesMax;

    public async Task<JsonNode?> HandleAsync(ControlRequest request, CancellationToken cancel)
    {
        if (request.Body["aws"] is not JsonObject aws)
        {
            throw new ControlError(400, "the body must be what /_eso/snapshot answered: an object with 'aws'");
        }

        await request.World.RestoreAsync(aws, request.Body["kubernetes"] as JsonArray, cancel);
        return null;
    }
}
