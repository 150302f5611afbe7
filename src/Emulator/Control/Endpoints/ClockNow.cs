using System.Text.Json.Nodes;

namespace Eso.Emulator.Control.Endpoints;

/// <summary>The world's time.</summary>
internal sealed class ClockNow : IControlEndpoint
{
    public string Method => "GET";

    public string Path => "/_eso/clock";

    public Task<JsonNode?> HandleAsync(ControlRequest request, CancellationToken cancel)
    {
        var clock = request.World.Clock;
        return Task.FromResult<JsonNode?>(new JsonObject
        {
            ["now"] = clock.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'"),
            ["mode"] = clock.Mode.ToString().ToLowerInvariant(),
            ["nextDue"] = clock.NextDue()?.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'"),
            ["timers"] = clock.PendingTimers,
        });
    }
}
