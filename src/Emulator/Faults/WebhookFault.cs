using Microsoft.AspNetCore.Http;

namespace Eso.Emulator.Faults;

/// <summary>A fault of the webhooks that the API server calls.</summary>
internal abstract record WebhookFault : Fault
{
    public sealed override string Server => "webhook";

    /// <summary>Waits or throws as the call would.</summary>
    public abstract Task BeforeCallAsync(TimeProvider clock, CancellationToken cancel);

    public sealed override Task ApplyAsync(FaultContext context, RequestDelegate next) => next(context.Http);
}
