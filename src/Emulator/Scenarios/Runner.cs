using Eso.Emulator.Grounds;
using Eso.Emulator.Scenarios.Checks;
using Eso.Emulator.Scenarios.Language;

namespace Eso.Emulator.Scenarios;

/// <summary>How one step ended.</summary>
/// <param name="Line">The transcript's line; steps inside others are indented by two blanks each.</param>
/// <param name="Elapsed">Real time.</param>
/// <param name="WorldTime">The world's time when it ended.</param>
/// <param name="Failure">Why it failed; null when it passed.</param>
internal sealed record StepOutcome(string Line, TimeSpan Elapsed, DateTimeOffset WorldTime, Exception? Failure, Location At);

/// <summary>How one scenario ended.</summary>
internal sealed record ScenarioOutcome(Scenario Scenario, string Ground, IReadOnlyList<StepOutcome> Steps, TimeSpan Elapsed)
{
    /// <summary>Why it was not run; null when it was.</summary>
    public string? Skipped { get; init; }

    /// <summary>What the world looked like when a step failed.</summary>
    public Evidence? Evidence { get; init; }

    /// <summary>The always-on checks that were made after the steps, and held.</summary>
    public IReadOnlyList<string> ChecksHeld { get; init; } = [];

    public bool Passed => Skipped is null && Steps.All(s => s.Failure is null);

    /// <summary>It could not be run as written, or its world never came to rest: not a verdict.</summary>
    public bool Unusable => Steps.Any(s => s.Failure is ScenarioError or Clock.NotQuietException);
}

/// <summary>Hears what happens while a scenario runs.</summary>
internal interface IRunObserver
{
    void Started(Scenario scenario);

    /// <summary>A step begins; for those who show what is going on now.</summary>
    void StepStarted(Scenario scenario, int number, string step)
    {
    }

    void StepEnded(Scenario scenario, StepOutcome outcome);

    void Ended(ScenarioOutcome outcome);
}

/// <summary>
/// Runs a scenario on a ground, step by step; the first failure ends it. After the last step come the always-on checks
/// and the faults that hit nothing.
/// </summary>
internal sealed class Runner(bool showValues, IRunObserver observer, TimeProvider machine, bool allowCommands = false)
{
    /// <summary>Looks at the world when a step has ended; null: nobody does.</summary>
    public Func<IGround, StepOutcome, CancellationToken, Task>? AfterStep { get; init; }

    public async Task<ScenarioOutcome> RunAsync(
        Scenario scenario, Func<Scenario, CancellationToken, Task<IGround>> openGround, IReadOnlySet<Need> offers, string groundName,
        CancellationToken cancel)
    {
        observer.Started(scenario);
        var began = machine.GetTimestamp();
        if (scenario.Needs.Where(n => !offers.Contains(n)).Order().ToList() is { Count: > 0 } lacking)
        {
            return End(new ScenarioOutcome(scenario, groundName, [], TimeSpan.Zero)
            {
                Skipped = $"the ground '{groundName}' offers no {string.Join(", ", lacking).ToLowerInvariant()}",
            });
        }

        await using var ground = await openGround(scenario, cancel);
        var run = new ScenarioRun(scenario, ground, observer, machine)
        {
            ShowValues = showValues,
            AllowCommands = allowCommands,
            Checks = CheckRoster.For(scenario, offers),
            AfterStep = AfterStep,
        };
        await run.RunAsync(cancel);
        return End(new ScenarioOutcome(scenario, groundName, run.Outcomes, machine.GetElapsedTime(began))
        {
            Evidence = run.Evidence,
            ChecksHeld = run.ChecksHeld,
        });
    }

    private ScenarioOutcome End(ScenarioOutcome outcome)
    {
        observer.Ended(outcome);
        return outcome;
    }
}
