using System.Globalization;
using Eso.Emulator.Grounds;
using Eso.Emulator.Scenarios;
using Eso.Emulator.Scenarios.Comparison;
using Eso.Emulator.Scenarios.Language;
using Spectre.Console;

namespace Eso.Emulator.Reports;

/// <summary>
/// The run as people watch it: a line per step with its time, the failure with expected and found side by side.
/// In a terminal the current step is shown as it runs; elsewhere (CI, pipes) there are plain lines only.
/// </summary>
internal sealed class ConsoleReport(IAnsiConsole console) : IRunObserver
{
    private const int BarWidth = 24;
    private readonly Lock gate = new();
    private int passed;
    private int failed;
    private int skipped;
    private int findings;

    public int Passed => passed;

    public int Failed => failed;

    public void Started(Scenario scenario)
    {
        lock (gate)
        {
            console.MarkupLineInterpolated($"[bold]{scenario.Name}[/]  [dim]{scenario.About}[/]");
        }
    }

    public void StepStarted(Scenario scenario, int number, string step)
    {
        if (!console.Profile.Capabilities.Interactive)
        {
            return;
        }

        lock (gate)
        {
            // One line that is written over when the step has ended.
            var share = Math.Min(number - 1, scenario.Steps.Count) * BarWidth / scenario.Steps.Count;
            console.MarkupInterpolated($"  [blue]{new string('━', share)}[/][dim]{new string('━', BarWidth - share)}[/] {number}/{scenario.Steps.Count} [dim]{step}…[/]");
        }
    }

    public void StepEnded(Scenario scenario, StepOutcome outcome)
    {
        lock (gate)
        {
            if (console.Profile.Capabilities.Interactive)
            {
                console.Write(new ControlCode("\r\u001b[2K"));
            }

            var time = Milliseconds(outcome.Elapsed);
            if (outcome.Failure is null)
            {
                console.MarkupLineInterpolated($"  [green]✓[/] {outcome.Line}  [dim]{time}[/]");
                return;
            }

            console.MarkupLineInterpolated($"  [red]✗ {outcome.Line}[/]  [dim]{time}[/]");
            console.MarkupLineInterpolated($"    [red]{outcome.Failure.Message}[/]");
            console.MarkupLineInterpolated($"    [dim]at {outcome.At}, world time {outcome.WorldTime:yyyy-MM-dd'T'HH:mm:ss'Z'}[/]");
            if (outcome.Failure is ExpectationFailed { Rows.Count: > 0 } expectation)
            {
                Compare(expectation.Rows);
            }
            else if (outcome.Failure is not (ExpectationFailed or AwsRefusedException or ScenarioError))
            {
                console.MarkupLineInterpolated($"    [dim]{outcome.Failure.GetType().Name}[/]");
            }
        }
    }

    public void Ended(ScenarioOutcome outcome)
    {
        lock (gate)
        {
            if (outcome.Skipped is not null)
            {
                skipped++;
                console.MarkupLineInterpolated($"  [yellow]skipped[/]: {outcome.Skipped}");
                return;
            }

            _ = outcome.Passed ? passed++ : failed++;
            if (outcome.Evidence is { } evidence)
            {
                Lines("Conditions", evidence.Conditions);
                Lines("Last events", evidence.Events);
                Lines("Last AWS calls", evidence.AwsCalls);
                Lines("Last writes to Kubernetes", evidence.KubernetesWrites);
            }

            console.MarkupLineInterpolated(outcome.Passed
                ? (FormattableString)$"  [green]passed[/] in {Milliseconds(outcome.Elapsed)}"
                : $"  [red]failed[/] after {Milliseconds(outcome.Elapsed)}");
        }
    }

    /// <summary>What two grounds differ in, for one scenario.</summary>
    public void Tell(Compared compared, string left, string right)
    {
        console.MarkupLineInterpolated($"[bold]{compared.Scenario.Name}[/]  [dim]{compared.Scenario.About}[/]");
        if (compared.NotCompared is not null)
        {
            skipped++;
            console.MarkupLineInterpolated($"  [yellow]not compared[/]: {compared.NotCompared}");
            return;
        }

        foreach (var (name, outcome) in ((string, ScenarioOutcome)[])[(left, compared.Left), (right, compared.Right)])
        {
            var why = outcome.Steps.FirstOrDefault(s => s.Failure is not null);
            console.MarkupLineInterpolated(why is null
                ? (FormattableString)$"  [green]✓[/] {name}: passed in {Milliseconds(outcome.Elapsed)}"
                : $"  [red]✗ {name}: {why.Line.Trim()}: {why.Failure!.Message}[/]");
        }

        foreach (var finding in compared.Findings)
        {
            findings++;
            console.MarkupLineInterpolated($"  [red]≠ {finding.Name}[/] {finding.Subject}  [dim]since '{finding.Step}' at {finding.At}[/]");
            console.MarkupLineInterpolated($"      {left}: {finding.Left}");
            console.MarkupLineInterpolated($"      {right}: {finding.Right}");
        }

        _ = compared.Findings.Count == 0 && compared.Left.Passed && compared.Right.Passed ? passed++ : failed++;
    }

    /// <summary>The last lines of a run.</summary>
    public void Summary(TimeSpan elapsed, int seed)
    {
        console.WriteLine();
        if (findings > 0)
        {
            console.MarkupLineInterpolated($"[red]{findings} differences[/]");
        }

        console.MarkupLineInterpolated($"[dim]seed {seed}, {elapsed.TotalSeconds.ToString("0.00", CultureInfo.InvariantCulture)} s[/]");
        console.WriteLine($"{passed} passed, {failed} failed{(skipped > 0 ? $", {skipped} skipped" : "")}");
    }

    private void Compare(IReadOnlyList<ComparedRow> rows)
    {
        var table = new Table().Border(TableBorder.Minimal).AddColumns("", "expected", "found");
        foreach (var row in rows)
        {
            var style = row.Same ? new Style(Color.Grey) : new Style(Color.Red);
            table.AddRow(new Text(row.Key, style), new Text(row.Expected ?? "—", style), new Text(row.Found ?? "—", style));
        }

        console.Write(new Padder(table, new Padding(4, 0, 0, 0)));
    }

    private void Lines(string title, IReadOnlyList<string> lines)
    {
        if (lines.Count == 0)
        {
            return;
        }

        console.MarkupLineInterpolated($"    [bold]{title}[/]");
        foreach (var line in lines)
        {
            console.MarkupLineInterpolated($"      {line}");
        }
    }

    private static string Milliseconds(TimeSpan span) => span.TotalMilliseconds < 10
        ? span.TotalMilliseconds.ToString("0.0 ms", CultureInfo.InvariantCulture)
        : span.TotalMilliseconds.ToString("0 ms", CultureInfo.InvariantCulture);
}
