using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Eso.Emulator.Scenarios;

namespace Eso.Emulator.Reports;

/// <summary>A scenario's evidence as data: facts that a replay repeats, and real-time figures that it does not.</summary>
internal static partial class ReportData
{
    public static (JsonObject Facts, JsonObject Real) Of(ScenarioOutcome outcome, IReadOnlyList<TimelineItem> items, int dropped)
    {
        // What happened at one instant has no order of its own; how often the same was seen is a matter of timing.
        var groups = items
            .Select((item, at) => (Item: item with { Label = Stable(item.Label), Detail = Stable(item.Detail) }, At: at))
            .GroupBy(i => (i.Item.Time, i.Item.Lane, i.Item.Label, i.Item.Detail, i.Item.Bad, i.Item.By))
            .OrderBy(g => g.Key.Time).ThenBy(g => g.Key.Lane).ThenBy(g => g.Key.Label, StringComparer.Ordinal)
            .ThenBy(g => g.Key.Detail, StringComparer.Ordinal).ThenBy(g => g.Key.By, StringComparer.Ordinal)
            .ToList();
        var failed = outcome.Steps.FirstOrDefault(s => s.Failure is not null);
        var facts = new JsonObject
        {
            ["name"] = outcome.Scenario.Name,
            ["about"] = outcome.Scenario.About,
            ["file"] = Path.GetFileName(outcome.Scenario.File),
            ["ground"] = outcome.Ground,
            ["outcome"] = outcome.Skipped is not null ? "skipped" : outcome.Passed ? "passed" : "failed",
            ["skipped"] = outcome.Skipped,
            ["dropped"] = dropped,
            ["failure"] = failed is null ? null : Failure(failed, outcome.Evidence, items),
            ["checks"] = Texts(outcome.ChecksHeld),
            ["items"] = new JsonArray([.. groups.Select(g => (JsonNode)Item(g.First().Item))]),
        };
        var real = new JsonObject
        {
            ["ms"] = Round(outcome.Elapsed),
            ["order"] = new JsonArray([.. groups.Select(g => (JsonNode)g.Min(i => i.At))]),
            ["at"] = new JsonArray([.. groups.Select(g => (JsonNode)Round(g.Min(i => i.Item.Real)))]),
            ["times"] = new JsonArray([.. groups.Select(g => (JsonNode)g.Count())]),
        };
        return (facts, real);
    }

    private static JsonObject Item(TimelineItem item) => new()
    {
        ["t"] = Time(item.Time),
        ["lane"] = item.Lane.ToString().ToLowerInvariant(),
        ["label"] = item.Label,
        ["detail"] = item.Detail,
        ["bad"] = item.Bad,
        ["by"] = item.By,
    };

    private static JsonObject Failure(StepOutcome failed, Evidence? evidence, IReadOnlyList<TimelineItem> items) => new()
    {
        ["step"] = failed.Line.Trim(),
        ["message"] = Stable(failed.Failure!.Message),
        ["at"] = failed.At.ToString(),
        ["time"] = Time(failed.WorldTime),
        ["cause"] = Cause(items) is { } cause ? Item(cause) : null,
        ["rows"] = new JsonArray([.. (failed.Failure as ExpectationFailed)?.Rows.Select(r => (JsonNode)new JsonObject
        {
            ["key"] = r.Key,
            ["expected"] = r.Expected,
            ["found"] = r.Found,
            ["same"] = r.Same,
        }) ?? []]),
        ["conditions"] = Texts(evidence?.Conditions ?? []),
        ["events"] = Texts(evidence?.Events ?? []),
    };

    /// <summary>What most likely led to the failure: the last refusal by AWS or Kubernetes, else the last thing that went wrong.</summary>
    private static TimelineItem? Cause(IReadOnlyList<TimelineItem> items)
    {
        var bad = items.Where(i => i.Bad && i.Lane != Lane.Step).ToList();
        return bad.LastOrDefault(i => i.Lane is Lane.Aws or Lane.Write && i.By != "scenario")
            ?? bad.LastOrDefault(i => i.Lane is Lane.Watch && i.Label.StartsWith("UpdateFailed", StringComparison.Ordinal))
            ?? bad.LastOrDefault(i => i.Lane is Lane.Watch)
            ?? bad.LastOrDefault();
    }

    private static JsonArray Texts(IEnumerable<string> lines) => new([.. lines.Select(l => (JsonNode)Stable(l))]);

    private static string Time(DateTimeOffset time) => time.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    private static double Round(TimeSpan span) => Math.Round(span.TotalMilliseconds, 1);

    /// <summary>Ids are drawn in the order in which threads ask.</summary>
    private static string Stable(string text) => Arn().Replace(Uid().Replace(text, "<Uid>"), "$1-<Id>");

    [GeneratedRegex(@"\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b")]
    private static partial Regex Uid();

    [GeneratedRegex(@"(arn:aws[a-z-]*:secretsmanager:[^\s,]+)-[A-Za-z0-9]{6}\b")]
    private static partial Regex Arn();
}
