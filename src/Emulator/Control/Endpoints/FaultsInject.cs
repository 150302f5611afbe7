using System.Text.Json.Nodes;
using Eso.Emulator.Scenarios;
using Eso.Emulator.Scenarios.Language;

namespace Eso.Emulator.Control.Endpoints;

/// <summary>Puts a fault in force: <c>{"fault":"awsThrottle","name":"t","with":{"probability":0.5}}</c>.</summary>
internal sealed class FaultsInject : IControlEndpoint
{
    public string Method => "POST";

    public string Path => "/_eso/faults";

    public Task<JsonNode?> HandleAsync(ControlRequest request, CancellationToken cancel)
    {
        request.Takes("fault", "name", "with");
        var kind = (request.Body["fault"] as JsonValue)?.ToString() ?? throw new ControlError(400, "'fault' must name a kind of fault");
        try
        {
            var keys = request.Body["with"] is null or JsonObject
                ? request.Body["with"] as JsonObject
                : throw new ControlError(400, "'with' must be an object: the fault's own keys");
            var fault = FaultReading.Read(kind, keys, new Location("body", 1, 1));
            request.World.Faults.Inject((request.Body["name"] as JsonValue)?.ToString() ?? kind, fault);
            return Task.FromResult<JsonNode?>(null);
        }
        catch (ScenarioError e)
        {
            throw new ControlError(400, e.Problem);
        }
    }
}
