using Eso.Emulator.Scenarios.Language;
using Microsoft.AspNetCore.Http;

namespace Eso.Emulator.Faults.Kinds;

[About("A watch is cut some time after it began, on the world's clock.")]
internal sealed record WatchClosed : Fault
{
    public override string Server => "kube";

    [About("How long the watch lives, e.g. 10s.")]
    public TimeSpan Lifetime { get; init; } = TimeSpan.FromSeconds(10);

    public override async Task ApplyAsync(FaultContext context, RequestDelegate next)
    {
        if (context.Facts.Verb != "watch")
        {
            await next(context.Http);
            return;
        }

        await using var timer = context.Clock.CreateTimer(
            static http => ((HttpContext)http!).Abort(), context.Http, Lifetime, Timeout.InfiniteTimeSpan);
        await next(context.Http);
    }
}
