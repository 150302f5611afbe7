using System.Text.Json;
using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Selection;
using Xunit;
using Xunit.Abstractions;

namespace Eso.Unit.Corpus;

public sealed class SelectorCorpusTests(ITestOutputHelper output)
{
    [Fact]
    public void Selectors_parse_match_and_print_as_in_apimachinery() => CorpusRunner.Run("selector", output, Judge);

    private static string? Judge(JsonElement line)
    {
        var labels = (JsonObject?)JsonNode.Parse(line.GetProperty("labels").GetRawText());
        bool matches;
        string canonical;
        try
        {
            (matches, canonical) = Evaluate(line, labels);
        }
        catch (SelectorException e)
        {
            var wanted = CorpusRunner.Text(line, "goError");
            return wanted == e.Message ? null : $"want {wanted ?? "no error"}, got error {e.Message}";
        }

        if (CorpusRunner.Flag(line, "error"))
        {
            return $"want error {CorpusRunner.Text(line, "goError")}, got {canonical}";
        }

        return canonical != CorpusRunner.Text(line, "canonical") ? $"want {CorpusRunner.Text(line, "canonical")}, got {canonical}"
            : matches != line.GetProperty("matches").GetBoolean() ? $"{canonical}: matches {matches}"
            : null;
    }

    private static (bool Matches, string Canonical) Evaluate(JsonElement line, JsonObject? labels)
    {
        switch (CorpusRunner.Text(line, "kind"))
        {
            case "field":
                var field = FieldSelector.Parse(line.GetProperty("selector").GetString()!);
                return (field.Matches(f => (string?)labels?[f] ?? ""), field.ToString());
            case "LabelSelector":
                var selector = line.TryGetProperty("labelSelector", out var api) && api.ValueKind == JsonValueKind.Object
                    ? LabelSelector.FromObject((JsonObject)JsonNode.Parse(api.GetRawText())!)
                    : LabelSelector.FromObject(null);
                return (selector.Matches(labels), selector.ToString());
            default:
                var parsed = LabelSelector.Parse(line.GetProperty("selector").GetString()!);
                return (parsed.Matches(labels), parsed.ToString());
        }
    }
}
