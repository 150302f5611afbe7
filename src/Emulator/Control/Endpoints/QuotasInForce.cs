using System.Text.Json.Nodes;

namespace Eso.Emulator.Control.Endpoints;

/// <summary>The request rates in force.</summary>
internal sealed class QuotasInForce : IControlEndpoint
{
    public string Method => "GET";

    public string Path => "/_eso/quotas";

    public Task<JsonNode?> HandleAsync(ControlRequest request, CancellationToken cancel) =>
        Task.FromResult<JsonNode?>(request.World.Aws.Quotas.Report());
}
