using System.Text.Json.Nodes;

namespace Eso.Emulator.Control.Endpoints;

/// <summary>Forgets all state of both servers.</summary>
internal sealed class Reset : IControlEndpoint
{
    public string Method => "POST";

    public string Path => "/_eso/reset";

    public async Task<JsonNode?> HandleAsync(ControlRequest request, CancellationToken cancel)
    {
        await request.World.ResetAsync(cancel);
        return null;
    }
}
