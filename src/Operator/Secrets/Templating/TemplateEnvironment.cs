using System.Security.Cryptography;

namespace Eso.Operator.Secrets.Templating;

/// <summary>What a rendering may use of the world, and how much of it.</summary>
public sealed record TemplateEnvironment
{
    /// <summary>Clock of <c>now</c>, certificates and the like.</summary>
    public required TimeProvider Clock { get; init; }

    /// <summary>Fills a buffer with chance; cryptographic unless told otherwise.</summary>
    public Action<Memory<byte>> Random { get; init; } = static buffer => RandomNumberGenerator.Fill(buffer.Span);

    /// <summary>Nodes visited and calls made in one rendering.</summary>
    public int StepsMax { get; init; } = 2_000_000;

    /// <summary>Bytes of output, and of any text made on the way.</summary>
    public int OutputBytesMax { get; init; } = 16 << 20;
}
