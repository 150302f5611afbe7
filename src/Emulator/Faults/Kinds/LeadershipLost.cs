using Eso.Emulator.Scenarios.Language;
using Microsoft.AspNetCore.Http;

namespace Eso.Emulator.Faults.Kinds;

[About("In the middle of a reconcile, at a write of the operator's own, somebody else takes its Lease. Needs world.leaderElection.")]
internal sealed record LeadershipLost : OperatorFault
{
    public override async Task ApplyAsync(FaultContext context, RequestDelegate next)
    {
        await (context.Hooks.Operator?.TakeLeaseAsync() ?? Task.CompletedTask);
        await next(context.Http);
    }
}
