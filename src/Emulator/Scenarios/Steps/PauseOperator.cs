using Eso.Emulator.Grounds;
using Eso.Emulator.Scenarios.Language;

namespace Eso.Emulator.Scenarios.Steps;

[About("Lets the operator stand still, as in a long collection of garbage; time goes on without it.")]
internal sealed record PauseOperator : Step
{
    public override IEnumerable<Need> Needs => [Need.Operator];

    public override string Describe() => "";

    public override Task RunAsync(StepContext context, CancellationToken cancel) => context.Ground.PauseOperatorAsync(pause: true, cancel);
}
