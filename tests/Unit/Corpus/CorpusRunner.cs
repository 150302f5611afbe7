using System.Text.Json;
using Xunit;
using Xunit.Abstractions;

namespace Eso.Unit.Corpus;

/// <summary>
/// Plays one corpus of recorded Go behaviour: tests/Unit/Data/go/NAME.jsonl, or NAME.jsonl in the folder that ESO_CORPUS
/// names. Prints <c>name: passed/all</c> and the first differences; fails when more cases fail than are known to.
/// </summary>
internal static class CorpusRunner
{
    private const int ShownDifferences = 25;

    /// <param name="name">Name of the corpus: the file's name without extension.</param>
    /// <param name="output">Where the score is printed.</param>
    /// <param name="judge">Null when the case's behaviour is right, else the difference. An exception is a difference.</param>
    /// <param name="knownFailures">How many failures are accepted while work goes on; 0 when the corpus is done.</param>
    public static void Run(string name, ITestOutputHelper output, Func<JsonElement, string?> judge, int knownFailures = 0)
    {
        var folder = Environment.GetEnvironmentVariable("ESO_CORPUS");
        var path = Path.Combine(folder ?? Path.Combine(AppContext.BaseDirectory, "Data", "go"), name + ".jsonl");
        if (folder is not null && !File.Exists(path))
        {
            output.WriteLine($"{name}: no {path}");
            return;
        }

        var all = 0;
        var differences = new List<string>();
        foreach (var line in File.ReadLines(path))
        {
            if (line.Length == 0)
            {
                continue;
            }

            all++;
            using var document = JsonDocument.Parse(line, new JsonDocumentOptions { MaxDepth = 1000 });
            if (JudgeSafely(document.RootElement, judge) is { } difference)
            {
                differences.Add($"{Text(document.RootElement, "id")}: {difference}");
            }
        }

        Report(name, output, all, differences, knownFailures);
    }

    /// <summary>A text property, or null.</summary>
    public static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    /// <summary>True when the property is there and true.</summary>
    public static bool Flag(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.True;

    private static void Report(string name, ITestOutputHelper output, int all, List<string> differences, int knownFailures)
    {
        var score = $"{name}: {all - differences.Count}/{all}";
        output.WriteLine(score);
        foreach (var difference in differences.Take(ShownDifferences))
        {
            output.WriteLine(difference);
        }

        if (Environment.GetEnvironmentVariable("ESO_CORPUS_SCORES") is { Length: > 0 } scores)
        {
            File.AppendAllText(scores, score + "\n" + string.Concat(differences.Select(d => "  " + d + "\n")));
        }

        if (differences.Count > knownFailures)
        {
            Assert.Fail(score + "\n" + string.Join("\n", differences.Take(ShownDifferences)));
        }
    }

    private static string? JudgeSafely(JsonElement element, Func<JsonElement, string?> judge)
    {
        try
        {
            return judge(element);
        }
        catch (Exception e) when (e is not (OutOfMemoryException or StackOverflowException))
        {
            return $"{e.GetType().Name}: {e.Message} {e.StackTrace?.Split('\n').FirstOrDefault()?.Trim()}";
        }
    }
}
