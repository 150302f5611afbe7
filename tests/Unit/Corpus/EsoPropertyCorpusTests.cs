using System.Text;
using System.Text.Json;
using Eso.Operator.Secrets;
using Eso.Operator.Secrets.Json;
using Xunit;
using Xunit.Abstractions;

namespace Eso.Unit.Corpus;

public sealed class EsoPropertyCorpusTests(ITestOutputHelper output)
{
    [Fact]
    public void Eso_property() => CorpusRunner.Run("eso_property", output, Judge);

    private static string? Judge(JsonElement line)
    {
        var property = CorpusRunner.Text(line, "property")!;
        var goError = CorpusRunner.Text(line, "goError");
        var value = SecretProperty.Get(Encoding.UTF8.GetBytes(CorpusRunner.Text(line, "json")!), property);
        if (value is null)
        {
            var error = $"key {property} does not exist in secret my-secret";
            return error == goError ? null : $"{property}: missing";
        }

        if (!CorpusRunner.Flag(line, "map"))
        {
            return value.Value.RevealText() == CorpusRunner.Text(line, "want") ? null : $"{property}: {value.Value.RevealText()}";
        }

        try
        {
            var members = SecretProperty.Members(value.Value.Reveal());
            var want = line.GetProperty("wantMap").Deserialize<Dictionary<string, string>>()!;
            return want.Count == members.Count && want.All(w => members[w.Key].RevealText() == w.Value)
                ? null : string.Join(", ", members.Select(m => m.Key + "=" + m.Value.RevealText()));
        }
        catch (ValueException e)
        {
            var error = "unable to unmarshal secret my-secret: " + e.Message;
            return error == goError ? null : $"{property}: {error}";
        }
    }
}
