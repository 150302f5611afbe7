using System.Runtime.CompilerServices;
using Eso.Emulator.Grounds;
using Eso.Emulator.Scenarios;
using Eso.Integration.Faults.Bugs;
using Eso.Integration.Harness;
using FluentAssertions;
using Xunit;

namespace Eso.Integration.Faults;

/// <summary>Each recipe passes on our operator, and fails on one with the bug it is about.</summary>
public sealed class RecipeTests
{
    private static readonly Dictionary<string, Func<Bug>> Bugs = new(StringComparer.Ordinal)
    {
        ["throttling-storm"] = () => new RetriesThrottledCallsAtOnce(),
        ["refresh-ignored"] = () => new KeepsWhatItReadFirst(),
        ["secret-deleted-by-mistake"] = () => new TakesRefusalForAbsence(),
        ["stale-cache-loop"] = () => new RetriesConflictsAtOnce(),
        ["ownership-fight"] = () => new IsBlindToOwners(),
        ["partial-arn"] = () => new WantsWholeArns(),
        ["awspending"] = () => new ReadsThePendingVersion(),
        ["expired-web-identity"] = () => new KeepsItsFirstToken(),
        ["watch-gone-silent"] = () => new ReopensWatchesWithoutLooking(),
        ["immutable-secret"] = () => new IsBlindToImmutability(),
        ["template-error-hidden"] = () => new ReportsSuccess(),
        ["batch-permission-missing"] = () => new GivesUpWithoutBatches(),
    };

    public static TheoryData<string> Recipes() => new(Bugs.Keys);

    [Fact]
    public void Every_recipe_has_its_bug() => Directory.EnumerateFiles(Folder(), "*.yaml").Select(Path.GetFileNameWithoutExtension)
        .Should().BeEquivalentTo(Bugs.Keys);

    [Theory]
    [MemberData(nameof(Recipes))]
    public async Task Fails_on_an_operator_with_the_bug(string recipe)
    {
        foreach (var scenario in ScenarioLoader.LoadFile(Path.Combine(Folder(), recipe + ".yaml")))
        {
            var bug = Bugs[recipe]();
            var outcome = await new Runner(showValues: false, new Silent(), World.Machine).RunAsync(
                scenario,
                async (s, c) => await EmbeddedGround.OpenAsync(s.World.Options(s.Now, 1) with { Between = bug.Between }, World.Machine, c),
                EmbeddedGround.Offered, "embedded", CancellationToken.None);

            outcome.Passed.Should().BeFalse("{0} is about this bug", scenario.Name);
            outcome.Steps.Single(s => s.Failure is not null).Failure.Should().BeOfType<ExpectationFailed>("{0}", outcome.Steps[^1].Line);
        }
    }

    private static string Folder([CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "../../../scenarios/recipes"));

    private sealed class Silent : IRunObserver
    {
        public void Started(Scenario scenario)
        {
        }

        public void StepEnded(Scenario scenario, StepOutcome outcome)
        {
        }

        public void Ended(ScenarioOutcome outcome)
        {
        }
    }
}
