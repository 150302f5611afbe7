using Eso.Emulator.Grounds;
using Eso.Emulator.Scenarios.Checks;
using Eso.Emulator.Scenarios.Language;
using Eso.Emulator.Scenarios.Steps;

namespace Eso.Emulator.Scenarios;

/// <summary>One scenario under way: its variables, its marks, what has happened so far.</summary>
internal sealed class ScenarioRun(Scenario scenario, IGround ground, IRunObserver observer, TimeProvider machine)
{
    /// <summary>Steps that one run may take, loops and all: a scenario ends.</summary>
    public const int StepsMax = 100_000;

    private readonly Dictionary<string, string> variables = new(scenario.Variables, StringComparer.Ordinal);
    private readonly Dictionary<string, long> marks = new(StringComparer.Ordinal);
    private readonly List<StepOutcome> outcomes = [];
    private readonly KnownValues values = new();
    private readonly Random chance = new(ground.Seed);
    private readonly Dictionary<string, Location> injected = new(StringComparer.Ordinal);
    private int started;

    public bool ShowValues { get; init; }

    public bool AllowCommands { get; init; }

    public IReadOnlyList<WorldCheck> Checks { get; init; } = [];

    /// <summary>Looks at the world when a step has ended; null: nobody does.</summary>
    public Func<IGround, StepOutcome, CancellationToken, Task>? AfterStep { get; init; }

    public IReadOnlyList<StepOutcome> Outcomes => outcomes;

    public Evidence? Evidence { get; private set; }

    public IReadOnlyList<string> ChecksHeld { get; private set; } = [];

    /// <summary>The steps alone, without what every scenario ends with; false when one failed.</summary>
    public Task<bool> RunStepsAsync(CancellationToken cancel) => StepsAsync(scenario.Steps, 0, cancel);

    public async Task RunAsync(CancellationToken cancel)
    {
        if (await StepsAsync(scenario.Steps, 0, cancel))
        {
            await AfterwardsAsync(cancel);
        }

        if (outcomes.Any(o => o.Failure is not null))
        {
            Evidence = await Evidence.GatherAsync(ground, cancel);
        }
    }

    /// <summary>False when one failed: the rest is not run.</summary>
    private async Task<bool> StepsAsync(IReadOnlyList<ScenarioStep> steps, int depth, CancellationToken cancel)
    {
        foreach (var step in steps)
        {
            if (!await StepAsync(step, depth, cancel))
            {
                return false;
            }
        }

        return true;
    }

    private async Task<bool> StepAsync(ScenarioStep written, int depth, CancellationToken cancel)
    {
        observer.StepStarted(scenario, ++started, written.Title ?? written.Key);
        var began = machine.GetTimestamp();
        var line = written.Title ?? written.Key;
        Exception? failure = null;
        Step? step = null;
        try
        {
            if (started > StepsMax)
            {
                throw new ScenarioError(written.At, $"the scenario has taken {StepsMax} steps: its loops do not end");
            }

            step = written.Bind(Value);
            line = written.Title is null
                ? $"{Words(written.Key)} {step.Describe()}".TrimEnd()
                : Variables.Expand(written.Title, name => Value(name, written.At));
            if (step is Inject inject)
            {
                injected[inject.Name ?? inject.Fault] = written.At;
            }

            await step.RunAsync(Context(written), cancel);
            if (ground.Offers.Contains(Need.Clock))
            {
                // The next step finds what this one led to, whatever the machine's pace.
                await ground.SettleAsync(cancel);
            }

            foreach (var check in Checks)
            {
                await check.StepEndedAsync(ground, cancel);
            }
        }
        catch (Exception e) when (!cancel.IsCancellationRequested)
        {
            failure = e;
        }

        var outcome = new StepOutcome(new string(' ', depth * 2) + line, machine.GetElapsedTime(began), ground.Clock.GetUtcNow(), failure, written.At);
        Tell(outcome);
        if (AfterStep is not null)
        {
            await AfterStep(ground, outcome, cancel);
        }

        return failure is null && (step is not BlockStep block || await RoundsAsync(written, block, depth, cancel));
    }

    private async Task<bool> RoundsAsync(ScenarioStep written, BlockStep block, int depth, CancellationToken cancel)
    {
        foreach (var round in block.Rounds())
        {
            var hidden = round.Keys.ToDictionary(k => k, k => variables.GetValueOrDefault(k));
            foreach (var (name, value) in round)
            {
                variables[name] = value;
            }

            if (!await StepsAsync(written.Children, depth + 1, cancel))
            {
                return false;
            }

            foreach (var (name, value) in hidden)
            {
                _ = value is null ? variables.Remove(name) : (variables[name] = value) is not null;
            }
        }

        return true;
    }

    private StepContext Context(ScenarioStep written) => new()
    {
        Ground = ground,
        Folder = written.Folder,
        At = written.At,
        Within = written.Within,
        Variables = variables,
        Marks = marks,
        ShowValues = ShowValues,
        AllowCommands = AllowCommands,
        Values = values,
        Chance = chance,
        Machine = machine,
    };

    /// <summary>What holds in every scenario, asked once all steps have passed.</summary>
    private async Task AfterwardsAsync(CancellationToken cancel)
    {
        var at = scenario.Steps[^1].At;
        if (ground.Faults is { } faults)
        {
            foreach (var (name, kind) in faults.Idle())
            {
                // Not a verdict on the operator: the scenario does not do what it says.
                var where = injected.GetValueOrDefault(name, at);
                Tell(new StepOutcome($"fault {name}", TimeSpan.Zero, ground.Clock.GetUtcNow(), new ScenarioError(
                    where, $"the fault '{name}' ({kind}) met no request: it proves nothing"), where));
            }

            faults.HealAll();
        }

        var held = new List<string>();
        var context = new CheckContext(ground, scenario, values);
        foreach (var check in Checks)
        {
            var began = machine.GetTimestamp();
            Exception? failure = null;
            try
            {
                var findings = await check.FindingsAsync(context, cancel);
                failure = findings.Count == 0 ? null : new ExpectationFailed(
                    $"{check.Name}: {findings[0]}{(findings.Count > 1 ? $" (and {findings.Count - 1} more)" : "")}",
                    findings.Take(20).Select(f => new ComparedRow(check.Name, null, f)).ToList());
            }
            catch (Exception e) when (!cancel.IsCancellationRequested)
            {
                failure = e;
            }

            if (failure is null)
            {
                held.Add(check.Name);
            }
            else
            {
                Tell(new StepOutcome($"always: {check.About}", machine.GetElapsedTime(began), ground.Clock.GetUtcNow(), failure, at));
            }
        }

        ChecksHeld = held;
    }

    private void Tell(StepOutcome outcome)
    {
        outcomes.Add(outcome);
        observer.StepEnded(scenario, outcome);
    }

    private string Value(string name, Location at) => variables.TryGetValue(name, out var value)
        ? value
        : throw new ScenarioError(at, $"there is no variable '{name}'{Nearest.Hint(name, variables.Keys)}");

    /// <summary><c>expectSecret</c> as <c>expect secret</c>.</summary>
    private static string Words(string key) =>
        string.Concat(key.Select(c => char.IsUpper(c) ? $" {char.ToLowerInvariant(c)}" : c.ToString()));
}
