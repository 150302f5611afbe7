using Eso.Emulator.Scenarios.Language;

namespace Eso.Emulator.Scenarios.Steps;

[About("Gives a variable a value.")]
internal sealed record Set : Step
{
    [About("The variable's name.")]
    public required string Name { get; init; }

    [About("Its value.")]
    public required string Value { get; init; }

    public override string Describe() => Name;

    public override Task RunAsync(StepContext context, CancellationToken cancel)
    {
        context.Save(Name, Value);
        return Task.CompletedTask;
    }
}
