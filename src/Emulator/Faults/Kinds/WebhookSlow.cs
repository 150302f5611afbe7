using Eso.Emulator.Scenarios.Language;

namespace Eso.Emulator.Faults.Kinds;

[About("Webhooks answer late, on the world's clock.")]
internal sealed record WebhookSlow : WebhookFault
{
    [About("How late, e.g. 20s; beyond the webhook's own time-out the call fails.")]
    public required TimeSpan By { get; init; }

    public override Task BeforeCallAsync(TimeProvider clock, CancellationToken cancel) => Task.Delay(By, clock, cancel);
}
