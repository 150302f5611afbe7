using System.Text.Json;
using System.Text.Json.Nodes;
using Eso.Operator.Secrets;
using Xunit;
using Xunit.Abstractions;

namespace Eso.Unit.Corpus;

public sealed class HashCorpusTests(ITestOutputHelper output)
{
    [Fact]
    public void Hash() => CorpusRunner.Run("hash", output, Judge);

    private static string? Judge(JsonElement line)
    {
        var hash = CorpusRunner.Text(line, "group") switch
        {
            "data" => ObjectHash.OfData(Map(line, "dataB64")?.Select(e =>
                KeyValuePair.Create(e.Key, new SecretBytes(Convert.FromBase64String(e.Value))))),
            "string" when CorpusRunner.Text(line, "kind") == "string" => ObjectHash.OfText(CorpusRunner.Text(line, "text")!),
            "meta" => ObjectHash.OfMetadata(Map(line, "annotations"), Map(line, "labels")),
            _ => ObjectHash.OfJson(line.TryGetProperty("json", out var json) ? JsonNode.Parse(json.GetRawText()) : null),
        };
        return hash == CorpusRunner.Text(line, "hash") ? null : CorpusRunner.Text(line, "formatted") + " gives " + hash;
    }

    private static Dictionary<string, string>? Map(JsonElement line, string name) =>
        line.TryGetProperty(name, out var map) ? map.Deserialize<Dictionary<string, string>>() : null;
}
