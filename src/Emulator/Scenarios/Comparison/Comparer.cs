namespace Eso.Emulator.Scenarios.Comparison;

/// <summary>Two observations of one scenario side by side. Each difference is told once, at the step where it is first seen.</summary>
internal sealed class Comparer(string scenario)
{
    private const string Nothing = "nothing";
    private const string Passes = "passes";
    private readonly List<Finding> found = [];
    private readonly HashSet<(string Name, string Subject)> told = [];
    private readonly HashSet<string> leftEvents = new(StringComparer.Ordinal);
    private readonly HashSet<string> rightEvents = new(StringComparer.Ordinal);

    public static IReadOnlyList<Finding> Compare(string scenario, Observation left, Observation right)
    {
        var comparer = new Comparer(scenario);
        for (var i = 0; i < Math.Min(left.Steps.Count, right.Steps.Count); i++)
        {
            comparer.Step(left.Steps[i], right.Steps[i]);
        }

        comparer.Rest(left, right);
        return comparer.found;
    }

    private void Step(ObservedStep left, ObservedStep right)
    {
        if ((left.Failure is null) != (right.Failure is null))
        {
            Tell(Findings.Outcome, left.Line.Trim(), left.Failure ?? Passes, right.Failure ?? Passes, left);
        }
        else if (left.Failure != right.Failure)
        {
            Tell(Findings.ErrorText, left.Line.Trim(), left.Failure!, right.Failure!, left);
        }

        Calls(left, right);
        Maps(Findings.Secret, left.Secrets, right.Secrets, left);
        Maps(Findings.Condition, left.Conditions, right.Conditions, left);
        // Events go when their hour is over, each server's by its own clock: what was told once was told.
        leftEvents.UnionWith(left.Events);
        rightEvents.UnionWith(right.Events);
        foreach (var text in leftEvents.Except(rightEvents).Order(StringComparer.Ordinal))
        {
            Tell(Findings.Event, text, "told", "not told", left);
        }

        foreach (var text in rightEvents.Except(leftEvents).Order(StringComparer.Ordinal))
        {
            Tell(Findings.Event, text, "not told", "told", left);
        }

        if (left.OperatorCalls is { } asked && right.OperatorCalls is { } also)
        {
            OperatorCalls(asked, also, left);
        }
    }

    /// <summary>A scenario that ended early on one ground: the step that ended it has been told.</summary>
    private void Rest(Observation left, Observation right)
    {
        if (left.Steps.Count == right.Steps.Count || told.Any(t => t.Name == Findings.Outcome))
        {
            return;
        }

        var longer = left.Steps.Count > right.Steps.Count ? left : right;
        var step = longer.Steps[Math.Min(left.Steps.Count, right.Steps.Count)];
        Tell(Findings.Outcome, step.Line.Trim(),
            longer == left ? step.Failure ?? Passes : "never came to it", longer == left ? "never came to it" : step.Failure ?? Passes, step);
    }

    private void Calls(ObservedStep left, ObservedStep right)
    {
        var others = right.Calls.GroupBy(c => c.What, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.ToList(), StringComparer.Ordinal);
        foreach (var calls in left.Calls.GroupBy(c => c.What, StringComparer.Ordinal))
        {
            // A call that one side did not come to is the failed step's doing.
            foreach (var (call, other) in calls.Zip(others.GetValueOrDefault(calls.Key) ?? []))
            {
                if (call.Status != other.Status)
                {
                    Tell(Findings.Status, call.What, Words(call), Words(other), left);
                }
                else if (call.Text != other.Text)
                {
                    Tell(Findings.ErrorText, call.What, call.Text, other.Text, left);
                }
                else if (!call.Answer.SequenceEqual(other.Answer))
                {
                    Lines(Findings.Answer, call.What, call.Answer, other.Answer, left);
                }
            }
        }
    }

    private static string Words(ObservedCall call) => call.Text.Length > 0 ? $"{call.Status}: {call.Text}" : call.Status;

    private void Maps(
        string name, IReadOnlyDictionary<string, IReadOnlyList<string>> left, IReadOnlyDictionary<string, IReadOnlyList<string>> right, ObservedStep step)
    {
        foreach (var subject in left.Keys.Union(right.Keys).Order(StringComparer.Ordinal))
        {
            if (left.TryGetValue(subject, out var mine) && right.TryGetValue(subject, out var theirs))
            {
                Lines(name, subject, mine, theirs, step);
            }
            else
            {
                Tell(name, subject, left.ContainsKey(subject) ? "there" : "not there", right.ContainsKey(subject) ? "there" : "not there", step);
            }
        }
    }

    private void OperatorCalls(
        IReadOnlyDictionary<string, IReadOnlyList<string>> left, IReadOnlyDictionary<string, IReadOnlyList<string>> right, ObservedStep step)
    {
        foreach (var subject in left.Keys.Union(right.Keys).Order(StringComparer.Ordinal))
        {
            var mine = left.GetValueOrDefault(subject) ?? [];
            var theirs = right.GetValueOrDefault(subject) ?? [];
            if (mine.Count == theirs.Count && mine.ToHashSet(StringComparer.Ordinal).SetEquals(theirs))
            {
                if (!mine.SequenceEqual(theirs))
                {
                    Tell(Findings.Order, subject, string.Join(", then ", mine), string.Join(", then ", theirs), step);
                }
            }
            else
            {
                Lines(Findings.Calls, subject, mine, theirs, step);
            }
        }
    }

    /// <summary>Only the lines that one side alone has.</summary>
    private void Lines(string name, string subject, IReadOnlyList<string> left, IReadOnlyList<string> right, ObservedStep step)
    {
        var (mine, theirs) = (left.Except(right).ToList(), right.Except(left).ToList());
        if (mine.Count + theirs.Count > 0)
        {
            Tell(name, subject, Join(mine), Join(theirs), step);
        }
    }

    private void Tell(string name, string subject, string left, string right, ObservedStep step)
    {
        if (told.Add((name, subject)))
        {
            found.Add(new Finding(name, scenario, subject, left, right, step.Line.Trim(), step.At));
        }
    }

    private static string Join(List<string> lines) => lines.Count == 0 ? Nothing : string.Join("; ", lines);
}
