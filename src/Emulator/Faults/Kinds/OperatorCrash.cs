using Eso.Emulator.Scenarios.Language;
using Microsoft.AspNetCore.Http;

namespace Eso.Emulator.Faults.Kinds;

/// <summary>Where in a write the operator dies.</summary>
internal enum CrashPoint
{
    /// <summary>The server never hears of the write.</summary>
    Before,

    /// <summary>The write is done; its answer never arrives.</summary>
    After,
}

[About("The operator dies at a write of its own, and a new one starts.")]
internal sealed record OperatorCrash : OperatorFault
{
    [About("Before the server has done the write, or After.")]
    public CrashPoint At { get; init; } = CrashPoint.Before;

    [About("False: no new operator starts.")]
    public bool Restart { get; init; } = true;

    public override async Task ApplyAsync(FaultContext context, RequestDelegate next)
    {
        if (At == CrashPoint.After)
        {
            await SwallowAsync(context.Http, next);
        }

        context.Hooks.Operator?.Crash(Restart);
        context.Http.Abort();
    }
}
