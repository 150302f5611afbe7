using Eso.Emulator.Grounds;

namespace Eso.Emulator.Scenarios.Comparison;

/// <summary>One of the two grounds that are compared.</summary>
/// <param name="Name">How the reports name it: the ground's name, with its place where both are the same.</param>
/// <param name="Open">Opens a scenario's world.</param>
internal sealed record ComparedGround(string Name, IReadOnlySet<Need> Offers, Func<Scenario, CancellationToken, Task<IGround>> Open);

/// <summary>Runs scenarios on two grounds, one after the other, and finds what differs.</summary>
/// <param name="makeRunner">Makes a runner that looks at the world after each step.</param>
internal sealed class ComparisonRun(
    ComparedGround left, ComparedGround right, Func<Func<IGround, StepOutcome, CancellationToken, Task>, Runner> makeRunner)
{
    public async Task<Compared> RunAsync(Scenario scenario, CancellationToken cancel)
    {
        var both = left.Offers.Intersect(right.Offers).ToHashSet();
        var (mine, first) = await ObserveAsync(left, both, scenario, cancel);
        var (theirs, second) = await ObserveAsync(right, both, scenario, cancel);
        var skipped = mine.Skipped ?? theirs.Skipped;
        return new Compared(scenario, mine, theirs,
            skipped is null ? Comparer.Compare(scenario.Name, first, second) : [], skipped);
    }

    private async Task<(ScenarioOutcome Outcome, Observation Observation)> ObserveAsync(
        ComparedGround ground, IReadOnlySet<Need> both, Scenario scenario, CancellationToken cancel)
    {
        WorldObserver? observer = null;
        var runner = makeRunner(async (_, step, c) => await observer!.LookAsync(step, c));
        var outcome = await runner.RunAsync(
            scenario,
            async (s, c) =>
            {
                var heard = new HeardGround(await ground.Open(s, c));
                observer = new WorldObserver(heard);
                return heard;
            },

            // What only one of them can do would run on one side alone: both skip it, with the poorer one's name.
            both, ground.Offers.Count > both.Count ? Poorer(ground) : ground.Name, cancel);
        return (outcome, observer?.Observation ?? new Observation());
    }

    private string Poorer(ComparedGround ground) => ground == left ? right.Name : left.Name;
}
