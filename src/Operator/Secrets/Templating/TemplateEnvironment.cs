using System.Security.Cryptography;

namespace Eso.Operator.Secrets.Templating;

/// <summary>What a rendering may use of the world, and how much of it.</summary>
public sealed record TemplateEnvironment
{
    /// <summary>Clock of <c>now</c>, certificates and the like.</summary>
    public required TimeProvider Clock { get; init; }

    /// <summary>Fills a buffer with chance; cryptographic unless told otherwise.</summary>
    public Action<Memory<byte>> Random { get; init; } = static buffer => RandomNumberGenerator.Fill(buffer.Span);

    /// <summary>Functions beside those of the table, which win: what other programs add to the same language.</summary>
    internal IReadOnlyDictionary<string, Execution.GoFunction>? MoreFunctions { get; init; }

    /// <summary>Called when chance is taken from elsewhere, as for RSA keys.</summary>
    internal Action? Varied { get; init; }

    /// <summary>The same, telling when clock or chance are used: what is rendered then depends on more than its inputs.</summary>
    internal TemplateEnvironment Watched(Action varied)
    {
        var random = Random;
        return this with
        {
            Clock = new WatchedClock(Clock, varied),
            Random = buffer =>
            {
                varied();
                random(buffer);
            },
            Varied = varied,
        };
    }

    /// <summary>Nodes visited and calls made in one rendering.</summary>
    public int StepsMax { get; init; } = 2_000_000;

    /// <summary>Bytes of output, and of any text made on the way.</summary>
    public int OutputBytesMax { get; init; } = 16 << 20;

    private sealed class WatchedClock(TimeProvider clock, Action asked) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow()
        {
            asked();
            return clock.GetUtcNow();
        }
    }
}
