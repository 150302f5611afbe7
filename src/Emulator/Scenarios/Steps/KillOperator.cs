using Eso.Emulator.Grounds;
using Eso.Emulator.Scenarios.Language;

namespace Eso.Emulator.Scenarios.Steps;

[About("Ends the operator as a crash does: requests under way are lost, its Lease stays held, none runs until a step starts one.")]
internal sealed record KillOperator : Step
{
    public override IEnumerable<Need> Needs => [Need.Operator];

    public override string Describe() => "";

    public override Task RunAsync(StepContext context, CancellationToken cancel) => context.Ground.StopOperatorAsync(kill: true, cancel);
}
