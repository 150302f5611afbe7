using System.Text.Json;
using Eso.Operator.Secrets;
using Xunit;
using Xunit.Abstractions;

namespace Eso.Unit.Corpus;

public sealed class DurationCorpusTests(ITestOutputHelper output)
{
    [Fact]
    public void Duration() => CorpusRunner.Run("duration", output, Judge);

    private static string? Judge(JsonElement line)
    {
        if (CorpusRunner.Text(line, "group") == "string")
        {
            var printed = new GoDuration(line.GetProperty("nanos").GetInt64()).ToString();
            return printed == CorpusRunner.Text(line, "string") ? null : printed;
        }

        var input = CorpusRunner.Text(line, "input")!;
        if (!GoDuration.TryParse(input, out var duration, out var error))
        {
            return error == CorpusRunner.Text(line, "goError") ? null : $"{input}: {error}";
        }

        return !CorpusRunner.Flag(line, "error")
            && duration.Nanoseconds == line.GetProperty("nanos").GetInt64()
            && duration.ToString() == CorpusRunner.Text(line, "string")
            ? null : $"{input}: {duration.Nanoseconds} {duration}";
    }
}
