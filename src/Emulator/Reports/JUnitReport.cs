using System.Globalization;
using System.Xml.Linq;
using Eso.Emulator.Scenarios;
using Eso.Emulator.Scenarios.Comparison;

namespace Eso.Emulator.Reports;

/// <summary>The run as JUnit XML: a suite per file, a case per scenario, the transcript as its output.</summary>
internal sealed class JUnitReport(string path) : IRunObserver
{
    private readonly List<ScenarioOutcome> outcomes = [];
    private readonly List<XElement> differences = [];
    private string? pair;

    public void Started(Scenario scenario)
    {
    }

    public void StepEnded(Scenario scenario, StepOutcome outcome)
    {
    }

    public void Ended(ScenarioOutcome outcome) => outcomes.Add(outcome);

    /// <summary>What two grounds differ in: a suite per pair, a case per scenario, and one per finding.</summary>
    public void Tell(Compared compared, string left, string right)
    {
        pair = $"{left} compared with {right}";
        var name = compared.Scenario.Name;
        var whole = new XElement("testcase", new XAttribute("name", name), new XAttribute("classname", $"compare.{left}.{right}"),
            new XAttribute("time", Seconds((compared.Left.Elapsed + compared.Right.Elapsed).TotalSeconds)));
        if (compared.NotCompared is not null)
        {
            whole.Add(new XElement("skipped", new XAttribute("message", compared.NotCompared)));
        }

        foreach (var (ground, outcome) in ((string, ScenarioOutcome)[])[(left, compared.Left), (right, compared.Right)])
        {
            if (outcome.Steps.FirstOrDefault(s => s.Failure is not null) is { } failed)
            {
                whole.Add(new XElement("failure", new XAttribute("message", $"{ground}: {failed.Line.Trim()}: {failed.Failure!.Message}")));
            }
        }

        differences.Add(whole);
        differences.AddRange(compared.Findings.Select(f => new XElement("testcase",
            new XAttribute("name", $"{name}: {f.Name}: {f.Subject}"), new XAttribute("classname", $"compare.{left}.{right}.{f.Name}"),
            new XAttribute("time", Seconds(0)),
            new XElement("failure", new XAttribute("type", f.Name), new XAttribute("message", f.Sentence(left, right)),
                $"since '{f.Step}' at {f.At}\n{left}: {f.Left}\n{right}: {f.Right}"))));
    }

    public void Write()
    {
        if (pair is not null)
        {
            new XDocument(new XElement("testsuites", new XElement("testsuite",
                new XAttribute("name", pair),
                new XAttribute("tests", differences.Count),
                new XAttribute("failures", differences.Count(d => d.Element("failure") is not null)),
                new XAttribute("skipped", differences.Count(d => d.Element("skipped") is not null)),
                differences))).Save(path);
            return;
        }

        var suites = outcomes.GroupBy(o => o.Scenario.File).Select(g => new XElement("testsuite",
            new XAttribute("name", g.Key),
            new XAttribute("tests", g.Count()),
            new XAttribute("failures", g.Count(o => o.Skipped is null && !o.Passed)),
            new XAttribute("skipped", g.Count(o => o.Skipped is not null)),
            new XAttribute("time", Seconds(g.Sum(o => o.Elapsed.TotalSeconds))),
            g.Select(Case)));
        new XDocument(new XElement("testsuites", suites)).Save(path);
    }

    private static XElement Case(ScenarioOutcome outcome)
    {
        var made = new XElement("testcase",
            new XAttribute("name", outcome.Scenario.Name),
            new XAttribute("classname", $"{outcome.Ground}.{Path.GetFileNameWithoutExtension(outcome.Scenario.File)}"),
            new XAttribute("time", Seconds(outcome.Elapsed.TotalSeconds)));
        if (outcome.Skipped is not null)
        {
            made.Add(new XElement("skipped", new XAttribute("message", outcome.Skipped)));
        }

        if (outcome.Steps.FirstOrDefault(s => s.Failure is not null) is { } failed)
        {
            made.Add(new XElement("failure", new XAttribute("message", $"{failed.Line}: {failed.Failure!.Message}"), Text(outcome, failed)));
        }

        made.Add(new XElement("system-out", string.Join('\n', outcome.Steps.Select(s => $"{(s.Failure is null ? "ok  " : "FAIL")} {s.Line}"))));
        return made;
    }

    private static string Text(ScenarioOutcome outcome, StepOutcome failed)
    {
        var lines = new List<string> { $"at {failed.At}, world time {failed.WorldTime:O}" };
        if (failed.Failure is ExpectationFailed expectation)
        {
            lines.AddRange(expectation.Rows.Select(r => $"{(r.Same ? " " : "!")} {r.Key}: expected {r.Expected ?? "nothing"}, found {r.Found ?? "nothing"}"));
        }

        if (outcome.Evidence is { } evidence)
        {
            lines.AddRange(["", "Conditions:", .. evidence.Conditions, "", "Last events:", .. evidence.Events, "", "Last AWS calls:", .. evidence.AwsCalls, "",
                "Last writes to Kubernetes:", .. evidence.KubernetesWrites]);
        }

        return string.Join('\n', lines);
    }

    private static string Seconds(double seconds) => seconds.ToString("0.000", CultureInfo.InvariantCulture);
}
