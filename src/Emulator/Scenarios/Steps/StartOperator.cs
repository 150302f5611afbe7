using Eso.Emulator.Grounds;
using Eso.Emulator.Scenarios.Language;

namespace Eso.Emulator.Scenarios.Steps;

[About("Starts an operator: the first, or a further replica beside those that run.")]
internal sealed record StartOperator : Step
{
    [About("Whether it competes for the Lease; as world.leaderElection says when left out.")]
    public bool? LeaderElection { get; init; }

    public override IEnumerable<Need> Needs => [Need.Operator];

    public override string Describe() => LeaderElection == false ? "that leads without asking" : "";

    public override Task RunAsync(StepContext context, CancellationToken cancel) =>
        context.Ground.StartOperatorAsync(LeaderElection, cancel);
}
