using System.Text.Json.Nodes;

namespace Eso.Emulator.Control.Endpoints;

/// <summary>Replaces the whole world by an export with values: what <c>eso import</c> sends.</summary>
internal sealed class Import : IControlEndpoint
{
    public string Method => "POST";

    public string Path => "/_eso/import";

    public int BodyBytesMax => WorldDocument.BytesMax;

    public async Task<JsonNode?> HandleAsync(ControlRequest request, CancellationToken cancel)
    {
        await WorldDocument.ReadAsync(request.World, request.Body, cancel);
        return null;
    }
}
