using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Cel;
using Eso.Emulator.Kubernetes.Schema;
using Eso.Emulator.Kubernetes.Wire;
using Xunit;
using Xunit.Abstractions;

namespace Eso.Unit.Corpus;

public sealed class CelCorpusTests(ITestOutputHelper output)
{
    [Fact]
    public void Expressions_evaluate_as_in_cel_go() => CorpusRunner.Run("cel", output, Judge);

    private static string? Judge(JsonElement line)
    {
        var (value, error) = CorpusRunner.Text(line, "mode") == "crd" ? Rule(line) : Value(line);
        var expr = CorpusRunner.Text(line, "expr");
        if (error is not null || CorpusRunner.Flag(line, "error"))
        {
            var wanted = CorpusRunner.Text(line, "errorContains");
            return wanted is not null && error is not null && error.Contains(wanted, StringComparison.Ordinal)
                ? null
                : $"{expr}: want {wanted ?? line.GetProperty("want").GetRawText()}, got {error ?? value}";
        }

        var want = line.GetProperty("want").GetRawText();
        var same = want == value || JsonNode.DeepEquals(JsonNode.Parse(want), JsonNode.Parse(value!));
        return same ? null : $"{expr}: want {want}, got {value}";
    }

    private static (string? Value, string? Error) Rule(JsonElement line)
    {
        var schema = SchemaNode.Read((JsonObject)JsonNode.Parse(line.GetProperty("schema").GetRawText())!);
        var rule = new JsonObject { ["rule"] = line.GetProperty("expr").GetString(), ["message"] = "RULE-IS-FALSE" };
        if (CorpusRunner.Flag(line, "optionalOldSelf"))
        {
            rule["optionalOldSelf"] = true;
        }

        var hasOld = line.TryGetProperty("oldSelf", out var old);
        var result = new SchemaRule(rule, schema, false).Run(
            Node(line.GetProperty("self")), hasOld, hasOld ? Node(old) : null, "", new CelBudget(CelProgram.ObjectCostMax));
        return result is null ? ("true", null) : result.Detail == "RULE-IS-FALSE" ? ("false", null) : (null, result.Detail);
    }

    private static (string? Value, string? Error) Value(JsonElement line)
    {
        try
        {
            var program = CelProgram.Compile(CorpusRunner.Text(line, "expr")!, new Dictionary<string, CelType>());
            var value = program.Run(new Dictionary<string, object?>(), new CelBudget(CelProgram.ObjectCostMax));
            return value is CelError error ? (null, error.Message) : (Show(value), null);
        }
        catch (CelSyntaxException e)
        {
            return (null, e.Message);
        }
    }

    private static string Show(object? value) => value switch
    {
        null => "null",
        bool b => b ? "true" : "false",
        double d => double.IsFinite(d) ? GoNumbers.Text(d) : $"\"{(double.IsNaN(d) ? "NaN" : d > 0 ? "+Inf" : "-Inf")}\"",
        string s => JsonSerializer.Serialize(s),
        byte[] bytes => $$"""{"bytesB64":"{{Convert.ToBase64String(bytes)}}"}""",
        CelTime time => $$"""{"timestamp":"{{time}}"}""",
        CelSpan span => $$"""{"duration":"{{GoDuration.Format(span.Nanos)}}"}""",
        CelType type => $$"""{"type":"{{CelValues.TypeName(type)}}"}""",
        CelOptional optional => $$"""{"optional":{{(optional.HasValue ? Show(optional.Value) : "\"none\"")}}}""",
        CelMap map => "{" + string.Join(",", map.Keys.Select(k => $"{JsonSerializer.Serialize(CelStrings.Plain(k))}:{(map.TryGet(k, out var v) ? Show(v) : "")}")) + "}",
        IReadOnlyList<object?> list => "[" + string.Join(",", list.Select(Show)) + "]",
        long or ulong => CelStrings.Plain(value),
        _ => JsonSerializer.Serialize(value.ToString()),
    };

    private static JsonNode? Node(JsonElement element) => JsonReading.ParseTrusted(Encoding.UTF8.GetBytes(element.GetRawText()));
}
