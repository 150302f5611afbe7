using System.Runtime.CompilerServices;
using Eso.Emulator.Grounds;
using Eso.Emulator.Scenarios;
using Eso.Integration.Harness;
using FluentAssertions;
using Xunit;

namespace Eso.Integration.Flows;

/// <summary>The same scenario with the same seed gives the same report, whatever runs beside it and in which order.</summary>
public sealed class SameReportTests
{
    /// <summary>One of so many: `eso run scenarios --repeat 50 --shuffle` compares them all.</summary>
    private const int OneOf = 16;

    [Fact]
    public async Task Runs_in_any_order_and_several_at_a_time_report_the_same_but_for_real_time()
    {
        var scenarios = ScenarioLoader.LoadAll([Folder()]).Where((_, i) => i % OneOf == 3).ToList();
        var settings = new RunSettings { Repeat = 2, Shuffle = true, Jobs = 4, Seed = 7 };
        var silent = new Silent();
        var runs = new RunPlan(settings, silent, observer => new Runner(showValues: false, observer, World.Machine));

        await runs.RunAsync(
            RunPlan.Make(scenarios, settings),
            (runner, scenario, stop) => runner.RunAsync(
                scenario,
                async (s, c) => await EmbeddedGround.OpenAsync(s.World.Options(s.Now, settings.Seed), World.Machine, c),
                EmbeddedGround.Offered, "embedded", stop),
            CancellationToken.None);

        silent.Failed.Should().BeEmpty();
        silent.Count.Should().Be(scenarios.Count).And.BeGreaterThan(10);
        runs.Differences.Should().BeEmpty();
    }

    private static string Folder([CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "../../../scenarios"));

    /// <summary>Hears of the first round, and of every run that fails.</summary>
    private sealed class Silent : IRunObserver
    {
        public List<string> Failed { get; } = [];

        public int Count { get; private set; }

        public void Started(Scenario scenario)
        {
        }

        public void StepEnded(Scenario scenario, StepOutcome outcome)
        {
        }

        public void Ended(ScenarioOutcome outcome)
        {
            Count++;
            if (!outcome.Passed)
            {
                Failed.Add(outcome.Scenario.Name);
            }
        }
    }
}
