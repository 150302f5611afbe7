using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Eso.Operator.Secrets;
using Eso.Operator.Secrets.Templating;
using Xunit;
using Xunit.Abstractions;

namespace Eso.Unit.Corpus;

public sealed class TemplateCorpusTests(ITestOutputHelper output)
{
    // The recorded answers hold times near the present; nothing else depends on it.
    private static readonly TemplateEnvironment World = new() { Clock = new SetClock() };

    [Fact]
    public void Template() =>
        CorpusRunner.Run("template", output, line => Judge(line)?.ReplaceLineEndings(@"\n"));

    private sealed class SetClock : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => new(2025, 6, 1, 12, 0, 0, TimeSpan.Zero);
    }

    internal static Dictionary<string, SecretBytes> Data(JsonElement line)
    {
        var data = new Dictionary<string, SecretBytes>(StringComparer.Ordinal);
        if (line.TryGetProperty("data", out var texts))
            foreach (var entry in texts.EnumerateObject())
                data[entry.Name] = SecretBytes.FromText(entry.Value.GetString()!);
        if (line.TryGetProperty("dataB64", out var bytes))
            foreach (var entry in bytes.EnumerateObject())
                data[entry.Name] = new SecretBytes(entry.Value.GetBytesFromBase64());
        return data;
    }

    private static string? Judge(JsonElement line)
    {
        var text = CorpusRunner.Text(line, "template")!;
        var delimiters = new TemplateDelimiters(
            CorpusRunner.Text(line, "leftDelim") ?? "", CorpusRunner.Text(line, "rightDelim") ?? "");
        byte[] got;
        try
        {
            got = GoTemplate.Parse("tpl", text, delimiters).Execute(Data(line), World);
        }
        catch (TemplateException failed)
        {
            return JudgeFailure(line, text, failed);
        }
        if (CorpusRunner.Flag(line, "error")) return $"{text}|| gave {Show(got)}|| not {CorpusRunner.Text(line, "goError")}";
        return IsWanted(line, got) ? null : $"{text}|| gave {Show(got)}|| not {Wanted(line)}";
    }

    private static string? JudgeFailure(JsonElement line, string text, TemplateException failed)
    {
        var want = CorpusRunner.Text(line, "errorContains");
        var phase = CorpusRunner.Text(line, "errorPhase");
        var right = want is not null && failed.Message.Contains(want, StringComparison.Ordinal)
            && phase == (failed.Phase == TemplatePhase.Parse ? "parse" : "exec");
        if (right && Environment.GetEnvironmentVariable("ESO_CORPUS_EXACT") == "1")
            right = failed.Message == (CorpusRunner.Text(line, "goError") ?? failed.Message);
        return right ? null : $"{text}|| failed {failed.Message}|| not {CorpusRunner.Text(line, "goError") ?? Wanted(line)}";
    }

    private static bool IsWanted(JsonElement line, byte[] got)
    {
        if (line.TryGetProperty("wantB64", out var bytes)) return bytes.GetBytesFromBase64().AsSpan().SequenceEqual(got);
        var shown = Encoding.UTF8.GetString(got);
        return CorpusRunner.Text(line, "wantRegex") is { } pattern
            ? Regex.IsMatch(shown, pattern)
            : shown == CorpusRunner.Text(line, "want");
    }

    private static string Wanted(JsonElement line) =>
        CorpusRunner.Text(line, "want") ?? CorpusRunner.Text(line, "wantRegex") ?? CorpusRunner.Text(line, "wantB64")
        ?? CorpusRunner.Text(line, "errorContains") ?? "?";

    private static string Show(byte[] got) => Encoding.UTF8.GetString(got);
}
