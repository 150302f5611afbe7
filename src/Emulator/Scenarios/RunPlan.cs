using Eso.Emulator.Clock;

namespace Eso.Emulator.Scenarios;

/// <summary>One scenario to be run, and which time of how many.</summary>
internal sealed record PlannedRun(Scenario Scenario, int Round);

/// <summary>How often, in which order, how many at a time.</summary>
internal sealed record RunSettings
{
    /// <summary>How often each scenario is run.</summary>
    public int Repeat { get; init; } = 1;

    /// <summary>Runs in an order drawn from the seed instead of the files'.</summary>
    public bool Shuffle { get; init; }

    /// <summary>Worlds at a time.</summary>
    public int Jobs { get; init; } = 1;

    public int Seed { get; init; } = 1;
}

/// <summary>
/// Runs scenarios: several times, in any order, several at a time. Observers hear of them one after the other, in the
/// plan's order whatever the order they ended in; a scenario whose report differs between its rounds is told.
/// </summary>
internal sealed class RunPlan(RunSettings settings, IRunObserver observer, Func<IRunObserver, Runner> makeRunner)
{
    private readonly Dictionary<string, (int Round, string Report)> reports = new(StringComparer.Ordinal);
    private readonly List<string> differences = [];

    /// <summary>Scenarios whose report was not the same in every round, a sentence each.</summary>
    public IReadOnlyList<string> Differences => differences;

    /// <summary>A scenario could not be run as written, or its world never came to rest.</summary>
    public bool Unusable { get; private set; }

    /// <summary>The runs of a plan in their order.</summary>
    public static IReadOnlyList<PlannedRun> Make(IReadOnlyList<Scenario> scenarios, RunSettings settings)
    {
        var plan = Enumerable.Range(1, settings.Repeat).SelectMany(round => scenarios.Select(s => new PlannedRun(s, round))).ToArray();
        if (settings.Shuffle)
        {
            new Random(settings.Seed).Shuffle(plan);
        }

        return plan;
    }

    /// <param name="plan">What to run.</param>
    /// <param name="run">Runs one scenario with a runner.</param>
    /// <param name="cancel">Gives up.</param>
    public async Task RunAsync(
        IReadOnlyList<PlannedRun> plan, Func<Runner, Scenario, CancellationToken, Task<ScenarioOutcome>> run, CancellationToken cancel)
    {
        if (settings.Jobs <= 1)
        {
            foreach (var planned in plan)
            {
                // The first round is watched as it runs; the others are told only when they fail.
                var watched = planned.Round == 1 ? observer : new Recorder();
                Judge(planned, await new Flow().RunAsync(() => run(makeRunner(watched), planned.Scenario, cancel)), watched as Recorder);
            }

            return;
        }

        using var places = new SemaphoreSlim(settings.Jobs);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var runs = new List<(PlannedRun Planned, Recorder Recorder, Task<ScenarioOutcome> Outcome)>();
        var starting = Task.Run(async () =>
        {
            foreach (var planned in plan)
            {
                await places.WaitAsync(stop.Token);
                var recorder = new Recorder();
                var outcome = Task.Run(async () =>
                {
                    try
                    {
                        // Known by its flow, so that the other worlds' waits for quiet need not take it for work of theirs.
                        return await new Flow().RunAsync(() => run(makeRunner(recorder), planned.Scenario, stop.Token));
                    }
                    finally
                    {
                        places.Release();
                    }
                }, CancellationToken.None);
                lock (runs)
                {
                    runs.Add((planned, recorder, outcome));
                }
            }
        }, CancellationToken.None);
        try
        {
            await TellAsync(plan.Count, runs, starting);
        }
        catch
        {
            await stop.CancelAsync();
            await starting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await Task.WhenAll(runs.Select(r => (Task)r.Outcome)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            throw;
        }
    }

    private async Task TellAsync(
        int count, List<(PlannedRun Planned, Recorder Recorder, Task<ScenarioOutcome> Outcome)> runs, Task starting)
    {
        for (var i = 0; i < count; i++)
        {
            (PlannedRun Planned, Recorder Recorder, Task<ScenarioOutcome> Outcome)? next = null;
            while (next is null)
            {
                Task? last;
                lock (runs)
                {
                    next = i < runs.Count ? runs[i] : null;
                    last = runs.Count > 0 ? runs[^1].Outcome : null;
                }

                if (next is null)
                {
                    if (starting.IsCompleted)
                    {
                        await starting;
                    }

                    await Task.WhenAny(starting, last ?? Task.CompletedTask);
                    await Task.Yield();
                }
            }

            var (planned, recorder, outcome) = next.Value;
            Judge(planned, await outcome, recorder);
        }
    }

    private void Judge(PlannedRun planned, ScenarioOutcome outcome, Recorder? recorder)
    {
        if (recorder is not null && (planned.Round == 1 || (outcome.Skipped is null && !outcome.Passed)))
        {
            recorder.Replay(observer);
        }

        Unusable |= outcome.Unusable;
        var report = OutcomeText.Of(outcome);
        var name = planned.Scenario.Name;
        if (!reports.TryGetValue(name, out var first))
        {
            reports[name] = (planned.Round, report);
        }
        else if (first.Report != report)
        {
            differences.Add($"{name}: round {planned.Round} differs from round {first.Round}: {OutcomeText.FirstDifference(first.Report, report)}");
        }
    }

    /// <summary>Keeps what it hears for later.</summary>
    private sealed class Recorder : IRunObserver
    {
        private readonly List<Action<IRunObserver>> heard = [];

        public void Replay(IRunObserver to)
        {
            foreach (var tell in heard)
            {
                tell(to);
            }
        }

        public void Started(Scenario scenario) => heard.Add(o => o.Started(scenario));

        public void StepEnded(Scenario scenario, StepOutcome outcome) => heard.Add(o => o.StepEnded(scenario, outcome));

        public void Ended(ScenarioOutcome outcome) => heard.Add(o => o.Ended(outcome));
    }
}
