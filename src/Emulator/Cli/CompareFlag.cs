using System.CommandLine;
using Eso.Emulator.Grounds;
using Eso.Emulator.Reports;
using Eso.Emulator.Scenarios;
using Eso.Emulator.Scenarios.Comparison;

namespace Eso.Emulator.Cli;

/// <summary><c>eso run --compare A,B</c>: the same scenarios on two grounds; each difference is a finding with a name. Exit 1 when there is one.</summary>
internal static class CompareFlag
{
    private static readonly TimeSpan EventsStay = TimeSpan.FromDays(3650);

    public static readonly Option<string?> Compare = new("--compare")
    {
        Description = "Run on two grounds, as A,B, and report each difference",
    };

    /// <summary>The two grounds that are wanted; null when nothing is to be compared.</summary>
    public static (IGroundKind Left, IGroundKind Right)? Wanted(ParseResult parsed)
    {
        if (parsed.GetValue(Compare) is not { } text)
        {
            return null;
        }

        if (parsed.GetResult(GroundOptions.Ground) is { Implicit: false })
        {
            throw new UsageError("--compare names both grounds: leave --ground out");
        }

        return text.Split(',', StringSplitOptions.TrimEntries) is [{ Length: > 0 } left, { Length: > 0 } right]
            ? (GroundOptions.Kind(left), GroundOptions.Kind(right))
            : throw new UsageError($"--compare takes two grounds, as embedded,external; found '{text}'");
    }

    public static async Task<int> RunAsync(
        (IGroundKind Left, IGroundKind Right) kinds, IReadOnlyList<Scenario> scenarios, ParseResult parsed, CompareReports reports, int seed,
        TimeProvider machine, CancellationToken cancel)
    {
        var settings = GroundOptions.Settings(parsed);
        var shape = RunFlags.Shape(parsed);

        // Each server's events would go by its own clock: here they stay.
        var world = new GroundStart(null, seed) { Shape = o => shape(o) with { Kube = o.Kube with { EventTtl = EventsStay } } };
        var (leftName, rightName) = kinds.Left == kinds.Right
            ? ($"{kinds.Left.Name} (1)", $"{kinds.Right.Name} (2)")
            : (kinds.Left.Name, kinds.Right.Name);
        var unusable = false;
        var differing = 0;
        await using var left = await kinds.Left.BeginAsync(settings, machine, cancel);
        await using var right = await kinds.Right.BeginAsync(settings, machine, cancel);
        var run = new ComparisonRun(
            new ComparedGround(leftName, left.Offers, (s, c) => Opening.OpenAsync(left, s, world, reports.Html, c)),
            new ComparedGround(rightName, right.Offers, (s, c) => Opening.OpenAsync(right, s, world, reports.Html, c)),
            // The runs themselves are not told: what they differ in is.
            look => new Runner(false, reports.Html?.Watching(Unheard.Instance) ?? Unheard.Instance, machine, RunFlags.CommandsAllowed(parsed))
            {
                AfterStep = look,
            });
        foreach (var scenario in scenarios)
        {
            var compared = await run.RunAsync(scenario, cancel);
            reports.Tell(compared, leftName, rightName);
            unusable |= compared.Left.Unusable || compared.Right.Unusable;
            differing += compared.Findings.Count > 0 || (compared.NotCompared is null && !(compared.Left.Passed && compared.Right.Passed)) ? 1 : 0;
        }

        return unusable ? 2 : differing > 0 ? 1 : 0;
    }
}
