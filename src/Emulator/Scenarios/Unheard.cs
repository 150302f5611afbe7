namespace Eso.Emulator.Scenarios;

/// <summary>Listens to nothing: for runs whose outcome is asked for afterwards.</summary>
internal sealed class Unheard : IRunObserver
{
    public static readonly Unheard Instance = new();

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
