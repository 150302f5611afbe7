using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Eso.Operator.Secrets;
using Eso.Operator.Secrets.Templating;
using Eso.Unit.Operator.Providers;
using Xunit;
using Xunit.Abstractions;

namespace Eso.Unit.Corpus;

public sealed class KeysCorpusTests(ITestOutputHelper output)
{
    private static readonly TemplateEnvironment Environment = new() { Clock = new ProviderWorld.StoppedClock() };

    [Fact]
    public void Keys() => CorpusRunner.Run("keys", output, Judge);

    private static string? Judge(JsonElement line)
    {
        try
        {
            return Compare(line);
        }
        catch (ValueException e)
        {
            var want = CorpusRunner.Text(line, "goError") ?? CorpusRunner.Text(line, "errorContains");
            return want is not null && e.Message.Contains(want, StringComparison.Ordinal) ? null : e.Message;
        }
    }

    private static string? Compare(JsonElement line)
    {
        var strategy = CorpusRunner.Text(line, "strategy");
        switch (CorpusRunner.Text(line, "op"))
        {
            case "convert":
                return Same(Eso.Operator.Secrets.Keys.ConvertKey(strategy, Key(line)), CorpusRunner.Text(line, "wantKey"));
            case "reverse":
                return Same(Eso.Operator.Secrets.Keys.ReverseKey(strategy, Key(line)), CorpusRunner.Text(line, "wantKey"));
            case "convertMap":
                return Same(Eso.Operator.Secrets.Keys.Convert(strategy, Map(line, "in")), line);
            case "reverseMap":
                return Same(Eso.Operator.Secrets.Keys.Reverse(strategy, Map(line, "in")), line);
            case "validate":
                var one = new Dictionary<string, SecretBytes> { [Key(line)] = SecretBytes.FromText("v") };
                return Same(Eso.Operator.Secrets.Keys.Validate(one), line);
            case "decode":
                var bytes = CorpusRunner.Text(line, "valueB64") is { } base64
                    ? Convert.FromBase64String(base64)
                    : Encoding.UTF8.GetBytes(CorpusRunner.Text(line, "value")!);
                var decoded = Decoding.DecodeMap(strategy, [new("k", new SecretBytes(bytes))])["k"];
                return Same(Convert.ToBase64String(decoded.Reveal().Span), CorpusRunner.Text(line, "wantB64"));
            default:
                var operations = (JsonArray)JsonNode.Parse(line.GetProperty("rewrite").GetRawText())!;
                return Same(new(Rewrite.Apply(operations, Map(line, "in"), Environment)), line);
        }
    }

    private static string Key(JsonElement line) => CorpusRunner.Text(line, "keyB64") is { } base64
        ? Encoding.UTF8.GetString(Convert.FromBase64String(base64))
        : CorpusRunner.Text(line, "key")!;

    private static Dictionary<string, SecretBytes> Map(JsonElement line, string name) =>
        line.GetProperty(name).Deserialize<Dictionary<string, string>>()!
            .ToDictionary(e => e.Key, e => SecretBytes.FromText(e.Value), StringComparer.Ordinal);

    private static string? Same(string got, string? want) => got == want ? null : $"{got}, not {want}";

    private static string? Same(Dictionary<string, SecretBytes> got, JsonElement line)
    {
        if (CorpusRunner.Flag(line, "error"))
        {
            return "no error";
        }

        var want = Map(line, "wantMap");
        return want.Count == got.Count && want.All(w => got.TryGetValue(w.Key, out var value) && value == w.Value)
            ? null : string.Join(", ", got.Select(g => g.Key + "=" + g.Value.RevealText()));
    }
}
