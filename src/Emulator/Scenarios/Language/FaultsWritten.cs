using Eso.Emulator.Scenarios.Steps;

namespace Eso.Emulator.Scenarios.Language;

/// <summary>
/// Which faults are in force at a place of a scenario, as far as its text tells: a <c>heal</c> of one that nobody put in
/// force is a mistake that can be told before anything runs. Read in the order of the steps.
/// </summary>
internal sealed class FaultsWritten
{
    private readonly HashSet<string> inForce = new(StringComparer.Ordinal);
    private bool anyName;

    /// <summary>What is wrong with the next step; null when nothing is.</summary>
    public string? Problem(Step step)
    {
        switch (step)
        {
            case Inject inject when Unknown(inject.Name ?? inject.Fault):
                anyName = true;
                return null;
            case Inject inject:
                inForce.Add(inject.Name ?? inject.Fault);
                return null;
            case Heal { Name: { } name } when anyName || Unknown(name) || inForce.Remove(name):
                return null;
            case Heal { Name: { } name }:
                return $"no fault '{name}' is in force here{Nearest.Hint(name, inForce)}";
            case Heal when !anyName && inForce.Count == 0:
                return "no fault is in force here: there is nothing to heal";
            case Heal:
                inForce.Clear();
                return null;
            default:
                return null;
        }
    }

    private static bool Unknown(string name) => name.Contains(Variables.Unknown, StringComparison.Ordinal);
}
