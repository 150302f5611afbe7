using System.Text.Json.Nodes;

namespace Eso.Emulator.Scenarios;

/// <summary>Tags as Secrets Manager and Parameter Store take them.</summary>
internal static class AwsTags
{
    public static JsonArray List(IReadOnlyDictionary<string, string> tags) =>
        new(tags.Select(t => (JsonNode)new JsonObject { ["Key"] = t.Key, ["Value"] = t.Value }).ToArray());
}
