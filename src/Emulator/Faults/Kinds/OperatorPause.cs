using Eso.Emulator.Scenarios.Language;
using Microsoft.AspNetCore.Http;

namespace Eso.Emulator.Faults.Kinds;

[About("The operator stands still at a write of its own, as in a long collection of garbage: its answers, watches and timers wait.")]
internal sealed record OperatorPause : OperatorFault
{
    [About("How long, e.g. 40s.")]
    public required TimeSpan For { get; init; }

    public override async Task ApplyAsync(FaultContext context, RequestDelegate next)
    {
        if (context.Hooks.Operator is { } control)
        {
            control.Pause();
            _ = ResumeAsync(control, context.Clock);
        }

        await next(context.Http);
    }

    private async Task ResumeAsync(IOperatorControl control, TimeProvider clock)
    {
        await Task.Delay(For, clock);
        control.Resume();
    }
}
