using System.Text.Json;
using Eso.Operator.Secrets.Regexp;
using Xunit;
using Xunit.Abstractions;

namespace Eso.Unit.Corpus;

public sealed class RegexpCorpusTests(ITestOutputHelper output)
{
    [Fact]
    public void Regexp() => CorpusRunner.Run("regexp", output, Judge);

    private static string? Judge(JsonElement line)
    {
        var pattern = CorpusRunner.Text(line, "pattern")!;
        if (!GoRegexp.TryCompile(pattern, out var regexp, out var error))
            return error == CorpusRunner.Text(line, "goError") ? null : $"{pattern}: {error}";
        if (CorpusRunner.Flag(line, "error")) return $"{pattern}: compiled";
        var input = CorpusRunner.Text(line, "input")!;
        var got = new Dictionary<string, object?>
        {
            ["match"] = regexp!.IsMatch(input),
            ["submatch"] = regexp.FindSubmatch(input),
            ["submatchByteIndex"] = regexp.FindSubmatchIndex(input),
            ["names"] = regexp.Names,
            ["findAll"] = regexp.FindAll(input),
            ["replaced"] = regexp.ReplaceAll(input, CorpusRunner.Text(line, "replacement") ?? ""),
        };
        foreach (var (name, value) in got)
        {
            if (!line.TryGetProperty(name, out var want)) continue;
            var text = JsonSerializer.Serialize(value);
            if (text != JsonSerializer.Serialize(want)) return $"{pattern} on {input}: {name} is {text}, not {want}";
        }
        return null;
    }
}
