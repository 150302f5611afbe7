using System.Text.Json.Nodes;

namespace Eso.Emulator.Control.Endpoints;

/// <summary>Ends a fault: <c>{"name":"t"}</c>; all of them without a name.</summary>
internal sealed class FaultsHeal : IControlEndpoint
{
    public string Method => "POST";

    public string Path => "/_eso/faults/heal";

    public Task<JsonNode?> HandleAsync(ControlRequest request, CancellationToken cancel)
    {
        request.Takes("name");
        if ((request.Body["name"] as JsonValue)?.ToString() is not { } name)
        {
            request.World.Faults.HealAll();
        }
        else if (!request.World.Faults.Heal(name))
        {
            throw new ControlError(404, $"no fault '{name}' is in force: {request.World.Faults.WhyGone(name)}");
        }

        return Task.FromResult<JsonNode?>(null);
    }
}
