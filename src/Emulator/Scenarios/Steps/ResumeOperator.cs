using Eso.Emulator.Grounds;
using Eso.Emulator.Scenarios.Language;

namespace Eso.Emulator.Scenarios.Steps;

[About("Lets a paused operator go on.")]
internal sealed record ResumeOperator : Step
{
    public override IEnumerable<Need> Needs => [Need.Operator];

    public override string Describe() => "";

    public override Task RunAsync(StepContext context, CancellationToken cancel) => context.Ground.PauseOperatorAsync(pause: false, cancel);
}
