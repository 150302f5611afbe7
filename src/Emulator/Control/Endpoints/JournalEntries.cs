using System.Text.Json.Nodes;
using Eso.Emulator.Journal;

namespace Eso.Emulator.Control.Endpoints;

/// <summary>Requests and answers since a point; at most 10,000 at once, go on with <c>after=last</c>.</summary>
internal sealed class JournalEntries : IControlEndpoint
{
    public string Method => "GET";

    public string Path => "/_eso/journal";

    private const int EntriesMax = 10_000;

    public Task<JsonNode?> HandleAsync(ControlRequest request, CancellationToken cancel)
    {
        var target = request.Query["target"].ToString() switch
        {
            "" => null,
            "aws" => "aws",
            "kube" => "kube",
            var other => throw new ControlError(400, $"'target' must be aws or kube, found '{other}'"),
        };
        var after = 0L;
        if (request.Query["after"].ToString() is { Length: > 0 } text && !long.TryParse(text, out after))
        {
            throw new ControlError(400, $"'after' must be a number, found '{text}'");
        }

        var entries = request.World.Journal.Read(target, after).Take(EntriesMax).ToList();
        return Task.FromResult<JsonNode?>(new JsonObject
        {
            ["last"] = entries.Count == 0 ? after : entries[^1].Sequence,
            ["dropped"] = request.World.Journal.Dropped,
            ["entries"] = new JsonArray(entries.Select(Entry).ToArray()),
        });
    }

    private static JsonNode Entry(JournalEntry entry) => new JsonObject
    {
        ["sequence"] = entry.Sequence,
        ["target"] = entry.Target,
        ["time"] = entry.Time.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'"),
        ["caller"] = entry.Caller,
        ["userAgent"] = entry.UserAgent,
        ["region"] = entry.Region,
        ["operation"] = entry.Operation,
        ["resource"] = entry.Resource,
        ["status"] = entry.Status,
        ["error"] = entry.Error,
        ["durationMs"] = Math.Round(entry.Elapsed.TotalMilliseconds, 3),
    };
}
