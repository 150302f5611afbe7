using System.Text.Json;
using System.Text.Json.Nodes;
using YamlDotNet.Serialization;

namespace Eso.Testing.Snapshots;

/// <summary>Objects as YAML in a fixed order: what kubectl prints first comes first, the rest by name.</summary>
internal static class YamlWriting
{
    private static readonly string[] First = ["apiVersion", "kind", "metadata", "name", "namespace", "type", "spec", "data", "status"];
    private static readonly ISerializer Yaml = new SerializerBuilder().WithQuotingNecessaryStrings().WithIndentedSequences().Build();

    public static string Write(IEnumerable<JsonObject> objects) =>
        string.Join("---\n", objects.Select(o => Yaml.Serialize(Plain(o)!).ReplaceLineEndings("\n")));

    private static object? Plain(JsonNode? node) => node switch
    {
        null => null,
        JsonObject map => map
            .OrderBy(p => Array.IndexOf(First, p.Key) is >= 0 and var at ? at : First.Length).ThenBy(p => p.Key, StringComparer.Ordinal)
            .ToDictionary(p => p.Key, p => Plain(p.Value)),
        JsonArray list => list.Select(Plain).ToList(),
        _ => node.GetValueKind() switch
        {
            JsonValueKind.String => node.GetValue<string>(),
            JsonValueKind.True => true,
            JsonValueKind.False => false,
            _ => decimal.TryParse(node.ToJsonString(), out var number) ? number : node.ToJsonString(),
        },
    };
}
