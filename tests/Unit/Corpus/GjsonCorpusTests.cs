using System.Text.Json;
using Eso.Operator.Secrets.Json;
using Xunit;
using Xunit.Abstractions;

namespace Eso.Unit.Corpus;

public sealed class GjsonCorpusTests(ITestOutputHelper output)
{
    [Fact]
    public void Gjson() => CorpusRunner.Run("gjson", output, Judge);

    private static string? Judge(JsonElement line)
    {
        var path = CorpusRunner.Text(line, "path")!;
        var found = Eso.Operator.Secrets.Json.Gjson.Get(CorpusRunner.Text(line, "json")!, path);
        if (found.Exists != CorpusRunner.Flag(line, "exists"))
        {
            return $"{path}: exists is {found.Exists}";
        }

        var type = found.Type == GjsonType.Json ? "JSON" : found.Type.ToString();
        if (type != CorpusRunner.Text(line, "type"))
        {
            return $"{path}: type is {type}, not {CorpusRunner.Text(line, "type")}";
        }

        return Differs(line, "text", found.Text, found.Bytes) ?? Differs(line, "raw", found.Raw, null);
    }

    private static string? Differs(JsonElement line, string name, string text, byte[]? bytes)
    {
        if (bytes is not null && CorpusRunner.Text(line, name + "B64") is { } base64)
        {
            return base64 == Convert.ToBase64String(bytes) ? null : $"{CorpusRunner.Text(line, "path")}: {name} bytes differ";
        }

        var want = CorpusRunner.Text(line, name);
        return text == want ? null : $"{CorpusRunner.Text(line, "path")}: {name} is {text}, not {want}";
    }
}
