using Eso.Emulator.Grounds;
using Eso.Emulator.Scenarios.Language;

namespace Eso.Emulator.Scenarios;

/// <summary>How one step ended.</summary>
/// <param name="Line">The transcript's line.</param>
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

    public bool Passed => Skipped is null && Steps.All(s => s.Failure is null);
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

/// <summary>Runs a scenario on a ground, step by step; the first failure ends it.</summary>
internal sealed class Runner(bool showValues, IRunObserver observer, TimeProvider machine)
{
    public async Task<ScenarioOutcome> RunAsync(
        Scenario scenario, Func<Scenario, CancellationToken, Task<IGround>> openGround, IReadOnlySet<Need> offers, string groundName,
        CancellationToken cancel)
    {
        observer.Started(scenario);
        var began = machine.GetTimestamp();
        if (scenario.Needs.Where(n => !offers.Contains(n)).ToList() is { Count: > 0 } lacking)
        {
            return End(new ScenarioOutcome(scenario, groundName, [], TimeSpan.Zero)
            {
                Skipped = $"the ground '{groundName}' offers no {string.Join(", ", lacking).ToLowerInvariant()}",
            });
        }

        await using var ground = await openGround(scenario, cancel);
        var outcomes = new List<StepOutcome>();
        var variables = new Dictionary<string, string>(scenario.Variables, StringComparer.Ordinal);
        var marks = new Dictionary<string, long>(StringComparer.Ordinal);
        Evidence? evidence = null;
        foreach (var step in scenario.Steps)
        {
            observer.StepStarted(scenario, outcomes.Count + 1, step.Title ?? step.Key);
            var outcome = await StepAsync(scenario, step, ground, variables, marks, cancel);
            outcomes.Add(outcome);
            observer.StepEnded(scenario, outcome);
            if (outcome.Failure is not null)
            {
                evidence = await Evidence.GatherAsync(ground, cancel);
                break;
            }
        }

        return End(new ScenarioOutcome(scenario, groundName, outcomes, machine.GetElapsedTime(began)) { Evidence = evidence });
    }

    private ScenarioOutcome End(ScenarioOutcome outcome)
    {
        observer.Ended(outcome);
        return outcome;
    }

    private async Task<StepOutcome> StepAsync(
        Scenario scenario, ScenarioStep written, IGround ground, Dictionary<string, string> variables,
        Dictionary<string, long> marks, CancellationToken cancel)
    {
        var began = machine.GetTimestamp();
        var line = written.Title ?? written.Key;
        Exception? failure = null;
        try
        {
            var step = written.Bind((name, at) => variables.TryGetValue(name, out var value)
                ? value
                : throw new ScenarioError(at, $"there is no variable '{name}'{Nearest.Hint(name, variables.Keys)}"));
            line = written.Title ?? $"{Words(written.Key)} {step.Describe()}".TrimEnd();
            await step.RunAsync(new StepContext
            {
                Ground = ground,
                Folder = scenario.Folder,
                At = written.At,
                Within = written.Within,
                Variables = variables,
                Marks = marks,
                ShowValues = showValues,
            }, cancel);
        }
        catch (Exception e) when (!cancel.IsCancellationRequested)
        {
            failure = e;
        }

        return new StepOutcome(line, machine.GetElapsedTime(began), ground.Clock.GetUtcNow(), failure, written.At);
    }

    /// <summary><c>expectSecret</c> as <c>expect secret</c>.</summary>
    private static string Words(string key) =>
        string.Concat(key.Select(c => char.IsUpper(c) ? $" {char.ToLowerInvariant(c)}" : c.ToString()));
}
