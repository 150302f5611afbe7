using Eso.Emulator.Scenarios.Language;

namespace Eso.Emulator.Scenarios.Steps;

[About("Waits until nothing is under way.")]
internal sealed record Settle : Step
{
    public override string Describe() => "until quiet";

    public override Task RunAsync(StepContext context, CancellationToken cancel) => context.Ground.SettleAsync(cancel);
}
