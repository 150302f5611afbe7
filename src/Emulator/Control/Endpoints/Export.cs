using System.Text.Json.Nodes;

namespace Eso.Emulator.Control.Endpoints;

/// <summary>The whole world for people to read: what <c>eso export</c> writes. <c>?values=true</c> shows secret values.</summary>
internal sealed class Export : IControlEndpoint
{
    public string Method => "GET";

    public string Path => "/_eso/export";

    public Task<JsonNode?> HandleAsync(ControlRequest request, CancellationToken cancel) =>
        Task.FromResult<JsonNode?>(WorldDocument.Write(request.World, request.Query["values"] == "true"));
}
