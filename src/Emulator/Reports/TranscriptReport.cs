using System.Text;
using Eso.Emulator.Scenarios;

namespace Eso.Emulator.Reports;

/// <summary>The run without real-time figures: byte for byte the same for every run of one seed.</summary>
internal sealed class TranscriptReport(string path) : IRunObserver
{
    private readonly StringBuilder text = new();

    public void Started(Scenario scenario)
    {
    }

    public void StepEnded(Scenario scenario, StepOutcome outcome)
    {
    }

    public void Ended(ScenarioOutcome outcome) => text.Append(OutcomeText.Of(outcome)).Append('\n');

    public void Write() => File.WriteAllText(path, text.ToString());
}
