using System.Text;
using Eso.Emulator.Scenarios;
using Eso.Emulator.Scenarios.Comparison;

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

    /// <summary>What two grounds differ in: an annotation per finding, a row per scenario.</summary>
    public void Tell(Compared compared, string left, string right)
    {
        foreach (var finding in compared.Findings)
        {
            output.WriteLine($"::error file={finding.At.File},line={finding.At.Line},col={finding.At.Column},"
                + $"title={Escape($"{compared.Scenario.Name}: {finding.Name}")}::{Escape(finding.Sentence(left, right))}");
        }

        var passed = compared.Left.Passed && compared.Right.Passed && compared.Findings.Count == 0;
        rows.Append($"| {(compared.NotCompared is not null ? "⏭ not compared" : passed ? "✅ the same" : "❌ differs")} | {Cell(compared.Scenario.Name)} | "
            + $"{compared.Left.Steps.Count} | {(compared.Left.Elapsed + compared.Right.Elapsed).TotalMilliseconds:0} ms | "
            + $"{Cell(compared.NotCompared ?? string.Join("; ", compared.Findings.Select(f => f.Sentence(left, right))))} |\n");
    }

    public void Write() => File.AppendAllText(summaryPath,
        $"### eso scenarios\n\n| | scenario | steps | time | |\n| --- | --- | --- | --- | --- |\n{rows}\n");

    private static string Cell(string text) => text.Replace("|", "\\|", StringComparison.Ordinal).ReplaceLineEndings(" ");

    private static string Escape(string text) => text.Replace("%", "%25", StringComparison.Ordinal)
        .Replace("\r", "%0D", StringComparison.Ordinal).Replace("\n", "%0A", StringComparison.Ordinal);
}
