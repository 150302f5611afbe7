using Eso.Emulator.Scenarios.Language;
using Microsoft.AspNetCore.Http;

namespace Eso.Emulator.Faults.Kinds;

[About("Watches are cut some time after they began, or after the fault came, on the world's clock.")]
internal sealed record WatchClosed : WatchFault
{
    [About("How long a watch lives, e.g. 10s.")]
    public TimeSpan Lifetime { get; init; } = TimeSpan.FromSeconds(10);

    public override bool AppliesToRequests => true;

    public override TimeSpan? ClosesRunningAfter => Lifetime;

    public override Verdict Judge(WatchEvent e) => Verdict.Pass;

    public override async Task ApplyAsync(FaultContext context, RequestDelegate next)
    {
        await using var timer = context.Clock.CreateTimer(
            static http => ((HttpContext)http!).Abort(), context.Http, Lifetime, Timeout.InfiniteTimeSpan);
        await next(context.Http);
    }
}
