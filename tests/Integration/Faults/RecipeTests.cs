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
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private const string Password = "expect secret app/db has password";
    private const string Old = "differs in data.password";
    private const string Absent = "Secret app/db is not there";
    private const string Refused = "expect condition ExternalSecret app/db Ready=False SecretSyncedError";
    private const string Claims = "has another condition Ready";

    /// <summary>The bug each recipe is about, and where and how it shows.</summary>
    private static readonly Dictionary<string, (Func<Bug> Make, string Step, string Found)> Bugs = new(StringComparer.Ordinal)
    {
        ["throttling-storm"] = (
            () => new RetriesThrottledCallsAtOnce(), "three minutes of throttling cost some calls, not thousands", "calls of AWS since storm"),
        ["refresh-ignored"] = (() => new KeepsWhatItReadFirst(), Password, Old),
        ["secret-deleted-by-mistake"] = (() => new TakesRefusalForAbsence(), Password, Absent),
        ["stale-cache-loop"] = (
            () => new RetriesConflictsAtOnce(), "a few refused writes, not a storm of them", "calls since blind"),
        ["ownership-fight"] = (
            () => new IsBlindToOwners(), "expect condition ExternalSecret app/two Ready=False", Claims),
        ["partial-arn"] = (() => new WantsWholeArns(), "expect secret app/db has one, two", Absent),
        ["awspending"] = (() => new ReadsThePendingVersion(), Password, Old),
        ["expired-web-identity"] = (() => new KeepsItsFirstToken(), Password, Old),
        ["watch-gone-silent"] = (() => new ReopensWatchesWithoutLooking(), Password, Old),
        ["immutable-secret"] = (() => new IsBlindToImmutability(), Refused, Claims),
        ["template-error-hidden"] = (() => new ReportsSuccess(), Refused, Claims),
        ["batch-permission-missing"] = (
            () => new GivesUpWithoutBatches(), "expect secret app/db has k1, k2, k3, k4, k5, k6", Absent),
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
            var (make, step, found) = Bugs[recipe];
            var bug = make();
            var outcome = await new Runner(showValues: false, Unheard.Instance, World.Machine).RunAsync(
                scenario,
                async (s, c) => await EmbeddedGround.OpenAsync(s.World.Options(s.Now, 1) with { Between = bug.Between, QuietWithin = Patience }, World.Machine, c),
                EmbeddedGround.Offered, "embedded", CancellationToken.None);

            outcome.Passed.Should().BeFalse("{0} is about this bug", scenario.Name);
            var failed = outcome.Steps.Single(s => s.Failure is not null);
            failed.Failure.Should().BeOfType<ExpectationFailed>("{0}", failed.Line);
            (failed.Line.Trim(), failed.Failure!.Message).Should().Match<(string Step, string Found)>(
                f => f.Step == step && f.Found.Contains(found, StringComparison.Ordinal), "{0} fails for its own reason", scenario.Name);
        }
    }

    private static string Folder([CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "../../../scenarios/recipes"));
}
