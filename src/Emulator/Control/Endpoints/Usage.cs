using System.Text.Json.Nodes;

namespace Eso.Emulator.Control.Endpoints;

/// <summary>Calls per AWS operation and caller, what is held, and what AWS would charge.</summary>
internal sealed class Usage : IControlEndpoint
{
    public string Method => "GET";

    public string Path => "/_eso/usage";

    public Task<JsonNode?> HandleAsync(ControlRequest request, CancellationToken cancel) =>
        Task.FromResult<JsonNode?>(request.World.Aws.Usage.Report());
}
