using System.Text.Json.Nodes;
using Eso.Emulator.Scenarios.Language;

namespace Eso.Emulator.Control.Endpoints;

/// <summary>Moves time; answers when every piece of work that fell due has settled.</summary>
internal sealed class ClockAdvance : IControlEndpoint
{
    public string Method => "POST";

    public string Path => "/_eso/clock/advance";

    private static readonly TimeSpan ByMax = TimeSpan.FromDays(3660);

    public async Task<JsonNode?> HandleAsync(ControlRequest request, CancellationToken cancel)
    {
        var text = (request.Body["by"] as JsonValue)?.ToString() ?? request.Query["by"].ToString();
        if (!GoDurationText.TryParse(text, out var by) || by > ByMax)
        {
            throw new ControlError(400, $"'by' must be a duration such as 90s, 1h or 1h30m (at most ten years), found '{text}'");
        }

        var clock = request.World.Clock;
        await clock.AdvanceAsync(by, cancel);
        return new JsonObject { ["now"] = clock.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'") };
    }
}
