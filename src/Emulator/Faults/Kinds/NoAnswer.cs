using Eso.Emulator.Scenarios.Language;
using Microsoft.AspNetCore.Http;

namespace Eso.Emulator.Faults.Kinds;

[About("The server says nothing until the client gives up: a time-out.")]
internal sealed record NoAnswer : Fault
{
    public override async Task ApplyAsync(FaultContext context, RequestDelegate next)
    {
        using var resting = context.Rest();
        try
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, context.Clock, context.Http.RequestAborted);
        }
        catch (OperationCanceledException)
        {
            // The client gave up, which is the point.
        }
    }
}
