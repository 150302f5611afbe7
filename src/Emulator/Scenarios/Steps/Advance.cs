using Eso.Emulator.Grounds;
using Eso.Emulator.Scenarios.Language;

namespace Eso.Emulator.Scenarios.Steps;

[About("Moves the world's clock; everything that falls due on the way has settled when the step ends.")]
internal sealed record Advance : Step
{
    [About("How far, e.g. 1h or 90s.")]
    [ShortForm]
    public required TimeSpan By { get; init; }

    public override IEnumerable<Need> Needs => [Need.Clock];

    public override string Describe() => $"the clock by {GoDurationText.Print(By)}";

    public override Task RunAsync(StepContext context, CancellationToken cancel) => context.Ground.AdvanceAsync(By, cancel);
}
