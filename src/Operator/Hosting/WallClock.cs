using System.Diagnostics.CodeAnalysis;

namespace Eso.Operator.Hosting;

/// <summary>The machine's own time, for the few waits that must end even when a world's clock stands still.</summary>
internal static class WallClock
{
    [SuppressMessage("ApiDesign", "RS0030", Justification = "The point of this class.")]
    public static Task DelayAsync(TimeSpan span) => Task.Delay(span);
}
