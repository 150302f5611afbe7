using Eso.Emulator.Grounds;

namespace Eso.Testing;

/// <summary>The world's time. It stands still until it is moved; certificates, tokens, leases and back-offs all live on it.</summary>
public sealed class EsoClock
{
    private readonly IGround ground;

    internal EsoClock(IGround ground) => this.ground = ground;

    /// <summary>The world's time now.</summary>
    public DateTimeOffset Now => ground.Clock.GetUtcNow();

    /// <summary>The clock for other code that takes one.</summary>
    public TimeProvider TimeProvider => ground.Clock;

    /// <summary>
    /// Moves time ahead. Whatever falls due on the way happens at its own time, in order, and has settled when this
    /// returns.
    /// </summary>
    /// <exception cref="EsoGroundException">The ground's time cannot be moved.</exception>
    public Task AdvanceAsync(TimeSpan by, CancellationToken cancel = default) => ground.Offers.Contains(Need.Clock)
        ? ground.AdvanceAsync(by, cancel)
        : throw new EsoGroundException($"the ground '{ground.Name}' has no clock that can be moved");
}
