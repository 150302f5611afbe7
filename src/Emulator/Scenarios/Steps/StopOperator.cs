using Eso.Emulator.Grounds;
using Eso.Emulator.Scenarios.Language;

namespace Eso.Emulator.Scenarios.Steps;

[About("Stops the operator; none runs until a step starts one.")]
internal sealed record StopOperator : Step
{
    public override IEnumerable<Need> Needs => [Need.Operator];

    public override string Describe() => "";

    public override Task RunAsync(StepContext context, CancellationToken cancel) => context.Ground.StopOperatorAsync(kill: false, cancel);
}
