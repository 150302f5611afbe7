using Eso.Emulator.Grounds;
using Eso.Emulator.Scenarios.Language;

namespace Eso.Emulator.Scenarios.Steps;

[About("Ends a fault by its name, or all of them.")]
internal sealed record Heal : Step
{
    [About("The fault's name; all faults when left out.")]
    [ShortForm]
    public string? Name { get; init; }

    public override IEnumerable<Need> Needs => [Need.Faults];

    public override string Describe() => Name ?? "all faults";

    public override Task RunAsync(StepContext context, CancellationToken cancel)
    {
        if (Name is null)
        {
            context.Ground.Faults!.HealAll();
        }
        else if (!context.Ground.Faults!.Heal(Name))
        {
            // The scenario does not do what it says: no verdict on the operator.
            throw new ScenarioError(context.At, $"no fault '{Name}' is in force here: {context.Ground.Faults.WhyGone(Name)}");
        }

        return Task.CompletedTask;
    }
}
