using Eso.Emulator.Scenarios.Language;

namespace Eso.Emulator.Scenarios.Steps;

[About("Waits until an object's condition has a status, five minutes of the world's time unless 'within' says otherwise.")]
internal sealed record WaitFor : ObjectStep
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    [About("The condition's type.")]
    public string Condition { get; init; } = "Ready";

    [About("True, False or Unknown.")]
    public string Status { get; init; } = "True";

    [About("The condition's reason; any when left out.")]
    public string? Reason { get; init; }

    public override string Describe() => $"{Key} {Condition}={Status}{(Reason is null ? "" : $" {Reason}")}";

    public override async Task RunAsync(StepContext context, CancellationToken cancel)
    {
        var expected = new ExpectCondition
        {
            Kind = Kind,
            Name = Name,
            Namespace = Namespace,
            ApiVersion = ApiVersion,
            Type = Condition,
            Status = Status,
            Reason = Reason,
        };
        if (await context.Ground.UntilAsync(() => expected.WhyNotAsync(context, cancel), context.Within ?? Patience, cancel) is { } failure)
        {
            throw failure;
        }
    }
}
