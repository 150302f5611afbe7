using Eso.Emulator.Scenarios.Language;
using Microsoft.AspNetCore.Http;

namespace Eso.Emulator.Faults.Kinds;

[About("The answer comes late, on the world's clock.")]
internal sealed record Latency : Fault
{
    [About("How late, e.g. 3s.")]
    public required TimeSpan By { get; init; }

    public override async Task ApplyAsync(FaultContext context, RequestDelegate next)
    {
        using (context.Rest())
        {
            await Task.Delay(By, context.Clock, context.Http.RequestAborted);
        }

        await next(context.Http);
    }
}
