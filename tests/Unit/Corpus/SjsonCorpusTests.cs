using System.Text;
using System.Text.Json;
using Eso.Operator.Secrets;
using Eso.Operator.Secrets.Json;
using Xunit;
using Xunit.Abstractions;

namespace Eso.Unit.Corpus;

public sealed class SjsonCorpusTests(ITestOutputHelper output)
{
    [Fact]
    public void Sjson() => CorpusRunner.Run("sjson", output, Judge);

    private static string? Judge(JsonElement line)
    {
        var property = CorpusRunner.Text(line, "property")!;
        ReadOnlyMemory<byte>? existing = CorpusRunner.Text(line, "existing") is { } text ? Encoding.UTF8.GetBytes(text) : null;
        var value = CorpusRunner.Text(line, "valueB64") is { } base64
            ? Convert.FromBase64String(base64)
            : Encoding.UTF8.GetBytes(CorpusRunner.Text(line, "value")!);
        try
        {
            var got = SecretProperty.Set(existing, property, new SecretBytes(value));
            var want = CorpusRunner.Text(line, "wantB64") is { } bytes
                ? Convert.FromBase64String(bytes)
                : Encoding.UTF8.GetBytes(CorpusRunner.Text(line, "want") ?? "<error>");
            return got.Reveal().Span.SequenceEqual(want) ? null : $"{property}: {got.RevealText()}";
        }
        catch (ValueException e)
        {
            return e.Message.Contains(CorpusRunner.Text(line, "errorContains") ?? "<none>", StringComparison.Ordinal)
                ? null : $"{property}: {e.Message}";
        }
    }
}
