using Eso.Emulator.Scenarios;

namespace Eso.Emulator.Reports;

/// <summary>Several observers as one, told in order.</summary>
internal sealed class Observers(IReadOnlyList<IRunObserver> all) : IRunObserver
{
    public void Started(Scenario scenario)
    {
        foreach (var one in all)
        {
            one.Started(scenario);
        }
    }

    public void StepStarted(Scenario scenario, int number, string step)
    {
        foreach (var one in all)
        {
            one.StepStarted(scenario, number, step);
        }
    }

    public void StepEnded(Scenario scenario, StepOutcome outcome)
    {
        foreach (var one in all)
        {
            one.StepEnded(scenario, outcome);
        }
    }

    public void Ended(ScenarioOutcome outcome)
    {
        foreach (var one in all)
        {
            one.Ended(outcome);
        }
    }
}
