using Eso.Emulator.Scenarios;
using FluentAssertions;
using Xunit;

namespace Eso.Unit.Emulator.Scenarios;

public sealed class RunPlanTests
{
    private static readonly IReadOnlyList<Scenario> Stories = ((string[])["a", "b", "c"])
        .Select(n => ScenarioLoader.Load($"scenario: {n}\nsteps: [settle]\n", $"{n}.yaml").Single()).ToList();

    [Fact]
    public void A_seed_gives_one_order()
    {
        var settings = new RunSettings { Repeat = 20, Shuffle = true, Seed = 4 };

        var order = RunPlan.Make(Stories, settings).Select(p => $"{p.Scenario.Name}{p.Round}").ToList();

        order.Should().HaveCount(60).And.OnlyHaveUniqueItems();
        RunPlan.Make(Stories, settings).Select(p => $"{p.Scenario.Name}{p.Round}").Should().Equal(order);
        RunPlan.Make(Stories, settings with { Seed = 5 }).Select(p => $"{p.Scenario.Name}{p.Round}").Should().NotEqual(order);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task Observers_hear_of_runs_in_the_plans_order_whatever_the_order_of_their_ends(int jobs)
    {
        var heard = new Heard();
        var settings = new RunSettings { Jobs = jobs };
        var runs = new RunPlan(settings, heard, o => new Runner(false, o, TimeProviders.Machine));
        var first = new TaskCompletionSource();

        await runs.RunAsync(RunPlan.Make(Stories, settings), async (runner, scenario, _) =>
        {
            if (scenario.Name == "c")
            {
                first.SetResult();
            }
            else if (jobs > 1)
            {
                await first.Task;
            }

            return await EndAsync(runner, scenario);
        }, CancellationToken.None);

        heard.Names.Should().Equal("a", "b", "c");
        runs.Differences.Should().BeEmpty();
    }

    [Fact]
    public async Task A_report_that_changes_between_rounds_is_told()
    {
        var settings = new RunSettings { Repeat = 2 };
        var runs = new RunPlan(settings, new Heard(), o => new Runner(false, o, TimeProviders.Machine));
        var round = 0;

        await runs.RunAsync(RunPlan.Make([Stories[0]], settings), (_, scenario, _) => Task.FromResult(
            new ScenarioOutcome(scenario, "embedded", [new StepOutcome($"step {++round}", default, default, null, default)], default)),
            CancellationToken.None);

        runs.Differences.Should().Equal("a: round 2 differs from round 1: "
            + "'ok   0001-01-01T00:00:00.0000000+00:00 step 1' became 'ok   0001-01-01T00:00:00.0000000+00:00 step 2'");
    }

    private static async Task<ScenarioOutcome> EndAsync(Runner runner, Scenario scenario) => await runner.RunAsync(
        scenario with { Needs = new HashSet<Eso.Emulator.Grounds.Need> { Eso.Emulator.Grounds.Need.Clock } },
        (_, _) => throw new InvalidOperationException("must be skipped"), new HashSet<Eso.Emulator.Grounds.Need>(), "none", CancellationToken.None);

    private sealed class Heard : IRunObserver
    {
        public List<string> Names { get; } = [];

        public void Started(Scenario scenario)
        {
        }

        public void StepEnded(Scenario scenario, StepOutcome outcome)
        {
        }

        public void Ended(ScenarioOutcome outcome) => Names.Add(outcome.Scenario.Name);
    }

    private static class TimeProviders
    {
#pragma warning disable RS0030 // Real time is only measured here.
        public static TimeProvider Machine => TimeProvider.System;
#pragma warning restore RS0030
    }
}
