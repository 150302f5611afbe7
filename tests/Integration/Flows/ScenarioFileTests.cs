using System.Runtime.CompilerServices;
using Eso.Emulator.Grounds;
using Eso.Emulator.Scenarios;
using Eso.Integration.Harness;
using FluentAssertions;
using Xunit;

namespace Eso.Integration.Flows;

/// <summary>Every scenario of scenarios/ passes on the embedded ground.</summary>
public sealed class ScenarioFileTests
{
    private static readonly Lazy<IReadOnlyList<Scenario>> All = new(() => ScenarioLoader.LoadAll([Folder()]));

    public static TheoryData<string> Names() => new(All.Value.Select(s => s.Name));

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Passes(string name)
    {
        var scenario = All.Value.Single(s => s.Name == name);

        var outcome = await new Runner(showValues: false, new Silent(), World.Machine).RunAsync(
            scenario,
            async (s, c) => await EmbeddedGround.OpenAsync(s.World.Options(s.Now, 1), World.Machine, c),
            EmbeddedGround.Offered, "embedded", CancellationToken.None);

        outcome.Steps.Where(s => s.Failure is not null).Select(s => $"{s.Line}: {s.Failure!.Message}").Should().BeEmpty();
        outcome.Skipped.Should().BeNull();
        outcome.Steps.Count.Should().BeGreaterThanOrEqualTo(scenario.Steps.Count);
    }

    private static string Folder([CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "../../../scenarios"));

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
