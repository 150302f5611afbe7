using System.Text;
using System.Text.Json;
using Eso.Operator.Secrets;
using Eso.Operator.Secrets.Templating;
using Xunit;
using Xunit.Abstractions;

namespace Eso.Unit.Corpus;

public sealed class TemplateKvCorpusTests(ITestOutputHelper output)
{
    private static readonly TemplateEnvironment World = new() { Clock = new StoppedClock() };

    private sealed class StoppedClock : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => new(2025, 6, 1, 12, 0, 0, TimeSpan.Zero);
    }

    [Fact]
    public void Template_kv() => CorpusRunner.Run("template_kv", output, line => Judge(line)?.ReplaceLineEndings(@"\n"));

    private static string? Judge(JsonElement line)
    {
        var template = CorpusRunner.Text(line, "template")!;
        var got = new SortedDictionary<string, byte[]>(StringComparer.Ordinal);
        try
        {
            var rendered = GoTemplate.Parse("tpl", template).Execute(TemplateCorpusTests.Data(line), World);
            foreach (var (key, value) in TemplateRenderer.ReadMap(rendered))
                got[key] = Decode(CorpusRunner.Text(line, "decodingStrategy"), key, value);
        }
        catch (Exception e) when (e is TemplateException or ValueException)
        {
            var right = CorpusRunner.Flag(line, "error")
                && e.Message.Contains(CorpusRunner.Text(line, "errorContains")!, StringComparison.Ordinal);
            if (right && Environment.GetEnvironmentVariable("ESO_CORPUS_EXACT") == "1")
                right = e.Message == CorpusRunner.Text(line, "goError");
            return right ? null : $"{template}|| failed {e.Message}|| not {CorpusRunner.Text(line, "goError")}";
        }
        var shown = Show(got);
        var want = Show(Wanted(line));
        if (CorpusRunner.Flag(line, "error")) return $"{template}|| gave {shown}|| not {CorpusRunner.Text(line, "goError")}";
        return shown == want ? null : $"{template}|| gave {shown}|| not {want}";
    }

    private static byte[] Decode(string? strategy, string key, byte[] value)
    {
        try
        {
            return Decoding.Decode(strategy, new SecretBytes(value)).Reveal().ToArray();
        }
        catch (ValueException e)
        {
            throw new ValueException($"failed to decode rendered template value for key {key}: {e.Message}", e);
        }
    }

    private static SortedDictionary<string, byte[]> Wanted(JsonElement line)
    {
        var wanted = new SortedDictionary<string, byte[]>(StringComparer.Ordinal);
        if (line.TryGetProperty("wantMap", out var texts))
            foreach (var entry in texts.EnumerateObject())
                wanted[entry.Name] = Encoding.UTF8.GetBytes(entry.Value.GetString()!);
        if (line.TryGetProperty("wantMapB64", out var bytes))
            foreach (var entry in bytes.EnumerateObject())
                wanted[entry.Name] = entry.Value.GetBytesFromBase64();
        return wanted;
    }

    private static string Show(SortedDictionary<string, byte[]> map) =>
        string.Join(", ", map.Select(e => $"{e.Key}={Convert.ToHexString(e.Value)}"));
}
