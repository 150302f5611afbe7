using Eso.Emulator.Grounds;
using Eso.Emulator.Scenarios.Language;

namespace Eso.Emulator.Scenarios.Steps;

[About("Remembers this moment of the journal, for 'since'.")]
internal sealed record Mark : Step
{
    [About("The mark's name.")]
    [ShortForm]
    public required string Name { get; init; }

    public override IEnumerable<Need> Needs => [Need.Journal];

    public override string Describe() => Name;

    public override async Task RunAsync(StepContext context, CancellationToken cancel)
    {
        await context.Ground.SettleAsync(cancel);
        context.Marks[Name] = context.Ground.Journal!.Last;
    }
}
