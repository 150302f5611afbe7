using Eso.Emulator.Grounds;
using Eso.Emulator.Scenarios.Language;

namespace Eso.Emulator.Scenarios.Steps;

[About("Stops the operator and starts a new one on the same world.")]
internal sealed record RestartOperator : Step
{
    public override IEnumerable<Need> Needs => [Need.Operator];

    public override string Describe() => "";

    public override Task RunAsync(StepContext context, CancellationToken cancel) => context.Ground.RestartOperatorAsync(cancel);
}
