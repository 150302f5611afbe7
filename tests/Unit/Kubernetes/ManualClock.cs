using Eso.Emulator.Clock;

namespace Eso.Unit.Kubernetes;

/// <summary>A world's clock without a world: time moves when told.</summary>
internal static class ManualClock
{
    public static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

#pragma warning disable RS0030 // The machine's clock only bounds the wait for quiet.
    public static WorldClock New() => new(ClockMode.Manual, Start, new Activity(), TimeProvider.System);
#pragma warning restore RS0030

    public static Task AdvanceAsync(this WorldClock clock, int seconds) =>
        clock.AdvanceAsync(TimeSpan.FromSeconds(seconds), CancellationToken.None);
}
