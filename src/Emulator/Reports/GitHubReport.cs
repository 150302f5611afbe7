using System.Text;
using Eso.Emulator.Scenarios;

namespace Eso.Emulator.Reports;

/// <summary>On GitHub Actions: an annotation at each failing step's line, and a table in the job's summary.</summary>
internal sealed class GitHubReport(string summaryPath, TextWriter output) : IRunObserver
{
    private readonly StringBuilder rows = new();

    public void Started(Scenario scenario)
    {
    }

    public void StepEnded(Scenario scenario, StepOutcome outcome)
    {
        if (outcome.Failure is not null)
        {
            output.WriteLine($"::error file={outcome.At.File},line={outcome.At.Line},col={outcome.At.Column},"
                + $"title={Escape(scenario.Name)}::{Escape($"{outcome.Line}: {outcome.Failure.Message}")}");
        }
    }

    public void Ended(ScenarioOutcome outcome) => rows.Append(
        $"| {(outcome.Skipped is not null ? "⏭ skipped" : outcome.Passed ? "✅ passed" : "❌ failed")} | {Cell(outcome.Scenario.Name)} | "
        + $"{outcome.Steps.Count} | {outcome.Elapsed.TotalMilliseconds:0} ms | "
        + $"{Cell(outcome.Skipped ?? outcome.Steps.FirstOrDefault(s => s.Failure is not null)?.Failure?.Message ?? "")} |\n");

    public void Write() => File.AppendAllText(summaryPath,
        $"### eso scenarios\n\n| | scenario | steps | time | |\n| --- | --- | --- | --- | --- |\n{rows}\n");

    private static string Cell(string text) => text.Replace("|", "\\|", StringComparison.Ordinal).ReplaceLineEndings(" ");

    private static string Escape(string text) => text.Replace("%", "%25", StringComparison.Ordinal)
        .Replace("\r", "%0D", StringComparison.Ordinal).Replace("\n", "%0A", StringComparison.Ordinal);
}
