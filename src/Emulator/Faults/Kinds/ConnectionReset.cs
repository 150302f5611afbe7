using Eso.Emulator.Scenarios.Language;
using Microsoft.AspNetCore.Http;

namespace Eso.Emulator.Faults.Kinds;

[About("The connection is cut before the server has seen the request.")]
internal sealed record ConnectionReset : Fault
{
    public override Task ApplyAsync(FaultContext context, RequestDelegate next)
    {
        context.Http.Abort();
        return Task.CompletedTask;
    }
}
