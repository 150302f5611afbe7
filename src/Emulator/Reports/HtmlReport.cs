using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;
using Eso.Emulator.Scenarios;
using Eso.Emulator.Scenarios.Comparison;

namespace Eso.Emulator.Reports;

/// <summary>
/// The evidence of a run as one HTML file that needs nothing else: per scenario a timeline in lanes, a failing step's cause
/// on top. Real-time figures stand in a block of their own, so that the rest is the same for the same seed.
/// </summary>
internal sealed class HtmlReport(string path, TimeProvider machine)
{
    private const string Template = "Reports/Data/report.html";
    private static readonly JsonSerializerOptions Plain = new() { WriteIndented = false };
    private readonly AsyncLocal<Recorder?> recording = new();
    private readonly List<JsonNode> differences = [];
    private readonly ConcurrentDictionary<string, (JsonObject Facts, JsonObject Real)> told = new(StringComparer.Ordinal);

    /// <summary>Who sees what happens in the world of the scenario that this flow of work runs.</summary>
    public Recorder? Recording => recording.Value;

    /// <summary>An observer for one run: hears it live, also where others are told later.</summary>
    public IRunObserver Watching(IRunObserver others) => new Watcher(this, others);

    /// <summary>What two grounds differ in, shown on top.</summary>
    public void Tell(Compared compared, string left, string right) => differences.Add(CompareReports.Data(compared, left, right));

    public void Write()
    {
        using var stream = typeof(HtmlReport).Assembly.GetManifestResourceStream(Template)
            ?? throw new InvalidOperationException($"the resource {Template} is missing");
        using var reader = new StreamReader(stream);
        var ordered = told.OrderBy(t => t.Key, StringComparer.Ordinal).Select(t => t.Value).ToList();
        File.WriteAllText(path, reader.ReadToEnd()
            .Replace("/*FACTS*/", Json(new JsonArray([.. ordered.Select(o => (JsonNode)o.Facts)])), StringComparison.Ordinal)
            .Replace("/*DIFFERENCES*/", Json(new JsonArray([.. differences])), StringComparison.Ordinal)
            .Replace("/*REAL*/", Json(new JsonArray([.. ordered.Select(o => (JsonNode)o.Real)])), StringComparison.Ordinal));
    }

    /// <summary>JSON that may stand in a script element: System.Text.Json escapes &lt; and &gt; by itself.</summary>
    private static string Json(JsonNode node) => node.ToJsonString(Plain);

    private Recorder NewRecorder() => new(machine);

    private void Keep(ScenarioOutcome outcome, Recorder? recorder)
    {
        // Of several rounds the first one is shown, or the first one that failed.
        var data = ReportData.Of(outcome, recorder?.Items ?? [], recorder?.Dropped ?? 0);
        told.AddOrUpdate($"{outcome.Scenario.Name} on {outcome.Ground}", data, (_, old) =>
            (string?)old.Facts["outcome"] == "passed" && outcome.Skipped is null && !outcome.Passed ? data : old);
    }

    private sealed class Watcher(HtmlReport report, IRunObserver others) : IRunObserver
    {
        private Recorder? recorder;

        public void Started(Scenario scenario)
        {
            recorder = report.NewRecorder();
            report.recording.Value = recorder;
            others.Started(scenario);
        }

        public void StepStarted(Scenario scenario, int number, string step) => others.StepStarted(scenario, number, step);

        public void StepEnded(Scenario scenario, StepOutcome outcome)
        {
            recorder?.Step(outcome);
            others.StepEnded(scenario, outcome);
        }

        public void Ended(ScenarioOutcome outcome)
        {
            report.Keep(outcome, recorder);
            others.Ended(outcome);

            // The world it watches is about to end, and with it what it waits for.
            _ = recorder?.DisposeAsync().AsTask();
            recorder = null;
        }
    }
}
