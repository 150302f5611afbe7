using System.Text.Json.Nodes;
using Eso.Emulator.Scenarios.Comparison;

namespace Eso.Emulator.Reports;

/// <summary>Who is told what two grounds differ in.</summary>
internal sealed class CompareReports(ConsoleReport console, JUnitReport? junit, GitHubReport? github, HtmlReport? html)
{
    public HtmlReport? Html => html;

    public void Tell(Compared compared, string left, string right)
    {
        console.Tell(compared, left, right);
        junit?.Tell(compared, left, right);
        github?.Tell(compared, left, right);
        html?.Tell(compared, left, right);
    }

    /// <summary>A comparison as the page reads it.</summary>
    public static JsonObject Data(Compared compared, string left, string right) => new()
    {
        ["scenario"] = compared.Scenario.Name,
        ["left"] = left,
        ["right"] = right,
        ["notCompared"] = compared.NotCompared,
        ["findings"] = new JsonArray([.. compared.Findings.Select(f => (JsonNode)new JsonObject
        {
            ["name"] = f.Name,
            ["subject"] = f.Subject,
            ["left"] = f.Left,
            ["right"] = f.Right,
            ["step"] = f.Step,
            ["at"] = f.At.ToString(),
        })]),
    };
}
