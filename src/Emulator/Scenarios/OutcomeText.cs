using System.Text;

namespace Eso.Emulator.Scenarios;

/// <summary>A scenario's outcome as text without real-time figures: equal for every run of one seed.</summary>
internal static class OutcomeText
{
    public static string Of(ScenarioOutcome outcome)
    {
        var text = new StringBuilder($"{outcome.Scenario.Name} on {outcome.Ground}\n");
        if (outcome.Skipped is not null)
        {
            return text.Append($"skipped: {outcome.Skipped}\n").ToString();
        }

        foreach (var step in outcome.Steps)
        {
            text.Append($"{(step.Failure is null ? "ok  " : "FAIL")} {step.WorldTime:O} {step.Line}\n");
            if (step.Failure is { } failure)
            {
                text.Append($"     {failure.GetType().Name}: {failure.Message}\n");
                foreach (var row in (failure as ExpectationFailed)?.Rows ?? [])
                {
                    text.Append($"     {row.Key}: {row.Expected} / {row.Found}\n");
                }
            }
        }

        text.Append($"held: {string.Join(", ", outcome.ChecksHeld)}\n");
        foreach (var line in Lines(outcome.Evidence))
        {
            text.Append($"     {line}\n");
        }

        return text.ToString();
    }

    /// <summary>The first line in which two reports differ, both ways.</summary>
    public static string FirstDifference(string a, string b)
    {
        var (left, right) = (a.Split('\n'), b.Split('\n'));
        for (var i = 0; i < Math.Max(left.Length, right.Length); i++)
        {
            var (l, r) = (left.ElementAtOrDefault(i) ?? "(nothing)", right.ElementAtOrDefault(i) ?? "(nothing)");
            if (l != r)
            {
                return $"'{l.Trim()}' became '{r.Trim()}'";
            }
        }

        return "nothing";
    }

    private static IEnumerable<string> Lines(Evidence? evidence) => evidence is null ? []
        : evidence.Conditions.Concat(evidence.Events).Concat(evidence.AwsCalls).Concat(evidence.KubernetesWrites);
}
